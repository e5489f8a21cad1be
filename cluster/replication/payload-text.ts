/**
 * The JSON of an entry's payload, made once: it goes into the node's own log and to every other copy. Until the entry is
 * committed it is kept beside the payload, which the state machine will want; from then on in its place.
 */
import type { Entry, EntryType, Hlc, Json } from '../model/entry.ts';

const texts = new WeakMap<object, string>();

export function payloadText(entry: Entry): string {
  if (entry instanceof PackedEntry) return entry.text;
  const { payload } = entry;
  if (payload === null || typeof payload !== 'object') return JSON.stringify(payload);
  const known = texts.get(payload);
  if (known !== undefined) return known;
  const text = JSON.stringify(payload);
  texts.set(payload, text);
  return text;
}

/** The entry as JSON, equal to what `JSON.stringify` gives. */
export function entryText(entry: Entry): string {
  const { epoch, sequence, hlc, type } = entry;
  return `{"epoch":${epoch},"sequence":${sequence},"hlc":{"wallMs":${hlc.wallMs},"counter":${hlc.counter}},"type":${type},"payload":${payloadText(entry)}}`;
}

/**
 * The same entry for a log that remembers thousands of them and is nearly never asked: one text, where the payload of a
 * batch is hundreds of objects that the garbage collector would copy and follow. Whoever asks for the payload gets it
 * parsed, anew each time.
 */
export function packEntry(entry: Entry): Entry {
  return new PackedEntry(entry, payloadText(entry));
}

class PackedEntry implements Entry {
  readonly epoch: number;
  readonly sequence: number;
  readonly hlc: Hlc;
  readonly type: EntryType;
  // A property of its own like the others, so that copying it and writing it as JSON leave nothing out.
  declare readonly payload: Json;
  readonly #text: string;

  constructor({ epoch, sequence, hlc, type }: Entry, text: string) {
    this.epoch = epoch;
    this.sequence = sequence;
    this.hlc = hlc;
    this.type = type;
    this.#text = text;
    Object.defineProperty(this, 'payload', parsedPayload);
  }

  get text(): string {
    return this.#text;
  }
}

const parsedPayload: PropertyDescriptor & ThisType<PackedEntry> = {
  enumerable: true,
  get() {
    return JSON.parse(this.text) as Json;
  },
};
