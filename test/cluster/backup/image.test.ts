import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ImageDamaged,
  type ImageFile,
  imageLines,
  readImage,
} from '../../../cluster/backup/image.ts';
import type { Entry, Json } from '../../../cluster/model/entry.ts';

const entry: fc.Arbitrary<Entry> = fc.record({
  epoch: fc.nat(9),
  sequence: fc.nat(99),
  hlc: fc.record({ wallMs: fc.nat(), counter: fc.nat(9) }),
  type: fc.constantFrom(1 as const, 3 as const),
  payload: fc.jsonValue() as fc.Arbitrary<Json>,
});
const state: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.record({
    memories: fc.array(fc.record({ id: fc.string(), content: fc.string() }), { maxLength: 30 }),
    tombstones: fc.array(fc.jsonValue() as fc.Arbitrary<Json>, { maxLength: 3 }),
    name: fc.string(),
  }),
);
const content: fc.Arbitrary<ImageFile> = fc.record({
  about: fc.record({ record: fc.nat() }),
  images: fc.array(
    fc.record({
      group: fc.string({ minLength: 1 }),
      promised: fc.option(fc.record({ epoch: fc.nat(), votedFor: fc.option(fc.string()) })),
      position: fc.record({ epoch: fc.nat(), sequence: fc.nat() }),
      hlc: fc.record({ wallMs: fc.nat(), counter: fc.nat() }),
      copies: fc.record({ voters: fc.array(fc.string()), learners: fc.array(fc.string()) }),
      commit: fc.nat(),
      state,
      entries: fc.array(entry, { maxLength: 5 }),
    }),
    { maxLength: 4 },
  ),
});

const textOf = (file: ImageFile): Buffer => Buffer.concat([...imageLines(file)]);

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) {
    yield bytes.subarray(offset, offset + size);
  }
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('what was written is read back, however the bytes are cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(content, fc.integer({ min: 1, max: 400 }), async (file, size) => {
      const read = await readImage(cut(textOf(file), size), 'some.jsonl');
      expect(plain(read)).toEqual(plain(file));
    }),
    { numRuns: 200 },
  );
});

test('one changed byte, a missing end or something behind it is damage, and the file is named', async () => {
  await fc.assert(
    fc.asyncProperty(content, fc.nat(), fc.nat(), async (file, at, bit) => {
      const bytes = textOf(file);
      const flipped = Buffer.from(bytes);
      const index = at % bytes.length;
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (bit % 8));
      const short = bytes.subarray(0, index);
      const long = Buffer.concat([bytes, Buffer.from('{}\n')]);
      for (const wrong of [flipped, short, long]) {
        const reading = readImage(cut(wrong, 100), 'some.jsonl');
        await expect(reading).rejects.toThrow(ImageDamaged);
        await expect(reading).rejects.toThrow(/`some\.jsonl` is damaged/);
      }
    }),
    { numRuns: 200 },
  );
});

test('a large state is written in lines of limited length', () => {
  const memories = Array.from({ length: 3_000 }, (_, index) => ({
    id: `m-${index}`,
    content: 'x'.repeat(1_000),
  }));
  const image = {
    group: 'default',
    promised: null,
    position: { epoch: 1, sequence: 3_000 },
    hlc: { wallMs: 1, counter: 0 },
    copies: { voters: ['node-1'], learners: [] },
    commit: 3_000,
    state: { memories },
    entries: [],
  };
  const lines = [...imageLines({ about: null, images: [image] })];
  expect(lines.length).toBeGreaterThan(10);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(300_000);
});
