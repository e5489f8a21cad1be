// What the operations of a load are: how many read, which key they are about, and in which space that lives.
import { createZipf, type Random } from './zipf.ts';

export type Workload = {
  /** Share of reads, 0 to 1. */
  readonly reads: number;
  /** Different memories. Each lives in one space, so that all spaces get their share. */
  readonly keys: number;
  /** See `createZipf`. */
  readonly skew: number;
  readonly spaces: readonly string[];
  /** Characters of the text that a store writes. */
  readonly valueBytes: number;
  /**
   * Given for a load whose history will be checked: every store then has an id of its own that begins with this, as a
   * memory that others overwrite could not be told from a lost one.
   */
  readonly uniqueIds?: string;
};

export type LoadOperation = {
  readonly op: 'get' | 'store';
  readonly space: string;
  readonly id: string;
  /** Of a store. */
  readonly content: string;
};

/** Operation `index` of the load; one call for each index, in order. */
export function createOperations(
  workload: Workload,
  random: Random,
): (index: number) => LoadOperation {
  const { reads, keys, skew, spaces, valueBytes, uniqueIds } = workload;
  const draw = createZipf(keys, skew, random);
  return (index) => {
    const read = random() < reads;
    const key = draw();
    const space = spaceOf(spaces, key);
    if (read) return { op: 'get', space, id: keyId(key), content: '' };
    const id = uniqueIds === undefined ? keyId(key) : `${uniqueIds}-${index}`;
    const content = uniqueIds === undefined ? text(id, index, valueBytes) : `load ${id}`;
    return { op: 'store', space, id, content };
  };
}

/** A store for each key, so that reads find something. */
export function fillingOf({ keys, spaces, valueBytes }: Workload): readonly LoadOperation[] {
  return Array.from({ length: keys }, (_, key) => {
    const id = keyId(key);
    return { op: 'store', space: spaceOf(spaces, key), id, content: text(id, 0, valueBytes) };
  });
}

function keyId(key: number): string {
  return `key-${key}`;
}

function spaceOf(spaces: readonly string[], key: number): string {
  const space = spaces[key % spaces.length];
  if (space === undefined) throw new Error('A load needs a space.');
  return space;
}

/** Another text for each write: storing what is there already changes nothing and would cost less. */
function text(id: string, index: number, bytes: number): string {
  return `load ${id} ${index} `.padEnd(bytes, 'engram remembers ');
}
