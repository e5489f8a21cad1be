import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Capture } from '../../../runner/execute/capture.ts';
import { MarkerScanner } from '../../../runner/execute/marker-scanner.ts';

const mark = '\x1eAbC';

interface Scanned {
  readonly steps: readonly string[];
  readonly rest: string;
}

function scan(chunks: readonly Buffer[]): Scanned {
  const capture = new Capture();
  const steps: string[] = [];
  const text = (): string => Buffer.from(capture.take().bytes).toString('latin1');
  const scanner = new MarkerScanner(Buffer.from(mark), capture, (rest) =>
    steps.push(`${text()}|${rest}`),
  );
  for (const chunk of chunks) scanner.feed(chunk);
  scanner.flush();
  return { steps, rest: text() };
}

test('output before a mark belongs to it, and the rest of its line is handed on', () => {
  expect(scan([Buffer.from(`a\nb${mark} 0\nc${mark} 7\nd`)])).toEqual({
    steps: ['a\nb| 0', 'c| 7'],
    rest: 'd',
  });
});

test('a beginning of a mark that is none is output', () => {
  expect(scan([Buffer.from('a\x1eA'), Buffer.from('bX')])).toEqual({ steps: [], rest: 'a\x1eAbX' });
  expect(scan([Buffer.from('a\x1eAb')])).toEqual({ steps: [], rest: 'a\x1eAb' });
  expect(
    scan([Buffer.from('\x1e'), Buffer.from('\x1e'), Buffer.from(`${mark.slice(1)}\n`)]),
  ).toEqual({ steps: ['\x1e|'], rest: '' });
});

test('cutting the stream anywhere changes nothing', () => {
  const piece = fc.constantFrom(
    'a',
    '\n',
    '\x1e',
    '\x1eA',
    '\x1eAb',
    mark,
    `${mark} 3\n`,
    'xyz',
    '\xff',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      (pieces, cuts) => {
        const whole = Buffer.from(pieces.join(''), 'latin1');
        const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort(
          (a, b) => a - b,
        );
        const chunks = places.slice(1).map((end, index) => whole.subarray(places[index], end));
        expect(scan(chunks)).toEqual(scan([whole]));
      },
    ),
    { numRuns: 2000 },
  );
});

test('a capture keeps its limit and counts the rest', () => {
  const capture = new Capture(5);
  for (const text of ['abc', 'def', 'ghi']) capture.push(Buffer.from(text));
  expect(capture.take()).toEqual({ bytes: Buffer.from('abcde'), dropped: 4 });
  expect(capture.take()).toEqual({ bytes: Buffer.from(''), dropped: 0 });
});
