/**
 * Images of groups as text: what a checkpoint, a snapshot and a restored data folder are made of. Lines of JSON, so that
 * a file can be read without this program, and written and read in pieces, whatever its size:
 *
 *     {"format":"engram-image","version":1,"about":{…}}
 *     {"group":"default","promised":…,"position":…,"copies":…,"commit":…,"state":{…}}   once per group, then its parts
 *     {"items":"memories","list":[…]}                                                    goes into the state's list of that name
 *     {"entries":[…]}                                                                    the log behind the position
 *     {"end":true,"groups":1,"sha256":"…"}                                               over all bytes before this line
 */
import { createHash } from 'node:crypto';
import type { Entry, Hlc, Json, Position } from '../model/entry.ts';
import type { GroupId, NodeId } from '../model/ids.ts';
import type { CopySet } from '../model/space.ts';

/** One copy of one group at one moment. */
export type GroupImage = {
  readonly group: GroupId;
  /** What this copy has promised; null in a snapshot, which is of no single node. */
  readonly promised: { readonly epoch: number; readonly votedFor: NodeId | null } | null;
  /** Where `state` stands. */
  readonly position: Position;
  /** Stamp of the entry there. */
  readonly hlc: Hlc;
  readonly copies: CopySet;
  readonly commit: number;
  readonly state: Json;
  /** Follow `position`. */
  readonly entries: readonly Entry[];
};

export type ImageFile = { readonly about: Json; readonly images: readonly GroupImage[] };

/** The file does not read back as it was written: its name and what is wrong. */
export class ImageDamaged extends Error {
  override readonly name = 'ImageDamaged';
}

/** A line grows to about this many characters, so that writing one never holds up a node for long. */
const lineCharacters = 256 * 1024;

/** All lines with their line ends, the last one with the checksum of those before it. */
export function* imageLines({ about, images }: ImageFile): Generator<Buffer> {
  const hash = createHash('sha256');
  function hashed(line: string): Buffer {
    const bytes = Buffer.from(`${line}\n`);
    hash.update(bytes);
    return bytes;
  }
  yield hashed(JSON.stringify({ format: 'engram-image', version: 1, about }));
  for (const image of images) {
    for (const line of groupLines(image)) yield hashed(line);
  }
  const end = { end: true, groups: images.length, sha256: hash.digest('hex') };
  yield Buffer.from(`${JSON.stringify(end)}\n`);
}

function* groupLines({ state, entries, ...head }: GroupImage): Generator<string> {
  const lists = listsOf(state);
  const rest = lists.length === 0 ? state : withEmptyLists(state, lists);
  yield JSON.stringify({ ...head, state: rest });
  for (const [name, list] of lists) {
    for (const text of pieces(list)) yield `{"items":${JSON.stringify(name)},"list":[${text}]}`;
  }
  for (const text of pieces(entries)) yield `{"entries":[${text}]}`;
}

function listsOf(state: Json): readonly (readonly [string, readonly Json[]])[] {
  if (state === null || typeof state !== 'object' || Array.isArray(state)) return [];
  return Object.entries(state).filter((pair): pair is [string, readonly Json[]] =>
    Array.isArray(pair[1]),
  );
}

function withEmptyLists(state: Json, lists: readonly (readonly [string, unknown])[]): Json {
  const empty = Object.fromEntries(lists.map(([name]) => [name, []]));
  return { ...(state as { readonly [key: string]: Json }), ...empty };
}

function* pieces(list: readonly unknown[]): Generator<string> {
  let texts: string[] = [];
  let characters = 0;
  for (const item of list) {
    const text = JSON.stringify(item);
    texts.push(text);
    characters += text.length;
    if (characters < lineCharacters) continue;
    yield texts.join(',');
    texts = [];
    characters = 0;
  }
  if (texts.length > 0) yield texts.join(',');
}

/** Reads a whole file back; `name` is for the message of `ImageDamaged`. Nothing is given out before all is checked. */
export async function readImage(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): Promise<ImageFile> {
  const parser = new ImageParser(name);
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, from)) {
      parser.add(rest.subarray(from, end + 1));
      from = end + 1;
    }
    rest = rest.subarray(from);
  }
  return parser.end(rest.length);
}

type Draft = Omit<GroupImage, 'entries'> & { readonly entries: Entry[] };

class ImageParser {
  readonly #name: string;
  readonly #hash = createHash('sha256');
  readonly #images: Draft[] = [];
  #about: Json = null;
  #lines = 0;
  #ended = false;

  constructor(name: string) {
    this.#name = name;
  }

  add(line: Buffer): void {
    if (this.#ended) throw this.#damaged('there is something after its last line');
    this.#lines += 1;
    const value = this.#parse(line);
    if (this.#lines === 1) this.#takeHead(value);
    else if (value['end'] === true) {
      this.#takeEnd(value);
      return;
    } else this.#take(value);
    this.#hash.update(line);
  }

  end(bytesLeft: number): ImageFile {
    if (!this.#ended || bytesLeft > 0) throw this.#damaged('it is cut off');
    return { about: this.#about, images: this.#images };
  }

  #takeHead(value: Record<string, unknown>): void {
    if (value['format'] !== 'engram-image' || value['version'] !== 1) {
      throw this.#damaged('its first line is not that of an image of version 1');
    }
    this.#about = value['about'] as Json;
  }

  #take(value: Record<string, unknown>): void {
    if (typeof value['group'] === 'string') {
      this.#images.push({ ...(value as unknown as Draft), entries: [] });
      return;
    }
    const image = this.#images.at(-1);
    if (image === undefined) throw this.#damaged(`line ${this.#lines} belongs to no group`);
    const items = value['items'];
    if (Array.isArray(value['entries'])) append(image.entries, value['entries'] as Entry[]);
    else if (typeof items === 'string' && Array.isArray(value['list'])) {
      const target = (image.state as { readonly [key: string]: Json } | null)?.[items];
      if (!Array.isArray(target)) throw this.#damaged(`there is no list \`${items}\``);
      append(target as Json[], value['list'] as Json[]);
    } else throw this.#damaged(`line ${this.#lines} is of no known kind`);
  }

  #takeEnd(value: Record<string, unknown>): void {
    const groups = this.#images.length;
    if (value['sha256'] !== this.#hash.digest('hex') || value['groups'] !== groups) {
      throw this.#damaged('its checksum is another one');
    }
    this.#ended = true;
  }

  #parse(line: Buffer): Record<string, unknown> {
    try {
      const value: unknown = JSON.parse(line.toString('utf8'));
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    } catch {
      // Told below, with the name of the file.
    }
    throw this.#damaged(`line ${this.#lines} is no JSON object`);
  }

  #damaged(reason: string): ImageDamaged {
    return new ImageDamaged(`\`${this.#name}\` is damaged: ${reason}.`);
  }
}

/** One by one: spreading a long list into `push` would need a stack as long. */
function append<Item>(target: Item[], items: readonly Item[]): void {
  for (const item of items) target.push(item);
}
