// What a cluster held at one moment, to be compared with what it holds later. Pure.
import { type Check, verdictOf } from '../check-list.ts';

/** The form of the file; other forms are refused. */
export const baselineVersion = 1;

/** A baseline file. */
export type Baseline = {
  readonly version: typeof baselineVersion;
  /** ISO 8601, by the clock of the host that recorded it. */
  readonly recorded_at: string;
  readonly spaces: Readonly<
    Record<
      string,
      {
        /** Number of memories in the space. */
        readonly memories: number;
        /** Root of the Merkle tree over its memories, the same on every copy; 64 hexadecimal digits. */
        readonly root: string;
      }
    >
  >;
};

/** The baseline in a file's text; a sentence that says what is wrong with it otherwise. */
export function parseBaseline(text: string): Baseline | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  if (!isRecord(value) || value['version'] !== baselineVersion) {
    return `expected an object with \`"version": ${baselineVersion}\``;
  }
  const spaces = value['spaces'];
  const complete =
    isRecord(spaces) &&
    typeof value['recorded_at'] === 'string' &&
    Object.values(spaces).every(
      (space) =>
        isRecord(space) && Number.isInteger(space['memories']) && typeof space['root'] === 'string',
    );
  return complete
    ? (value as Baseline)
    : 'expected `recorded_at`, and `memories` and `root` of each space';
}

/**
 * What is not there any more, or is not the same. With `growing`, clients have gone on writing: then roots differ of
 * necessity, and all that can be said is that no space is missing and none has fewer memories than before.
 */
export function compareBaseline(
  before: Baseline,
  now: Baseline,
  options: { readonly growing: boolean },
): readonly Check[] {
  const spaces = Object.entries(before.spaces);
  const missing = spaces.flatMap(([id]) => (now.spaces[id] === undefined ? [id] : []));
  const fewer = spaces.flatMap(([id, { memories }]) => {
    const found = now.spaces[id]?.memories;
    return found !== undefined && found < memories ? [`${id} has ${found} of ${memories}`] : [];
  });
  const total = spaces.reduce((sum, [, { memories }]) => sum + memories, 0);
  const counted = spaces.length === 1 ? '1 space' : `${spaces.length} spaces`;
  return [
    verdictOf(
      'every space of the baseline is there',
      missing.length === 0 ? [] : [`missing: ${missing.join(', ')}`],
      counted,
    ),
    verdictOf('no space has fewer memories', fewer, `at least ${total} memories`),
    ...(options.growing
      ? []
      : [
          verdictOf(
            'contents are the same',
            spaces.flatMap(([id, { root }]) => {
              const found = now.spaces[id];
              return found === undefined || found.root === root
                ? []
                : [`${id} was ${short(root)} and is ${short(found.root)}`];
            }),
            'every Merkle root as recorded',
          ),
        ]),
  ];
}

function short(root: string): string {
  return root.slice(0, 12);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
