import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteForBash } from '../../../runner/execute/quote.ts';
import { splitShellWords } from '../../../runner/execute/shell-words.ts';

// Without NUL, which no shell variable can hold, and without lone surrogates, which no file can.
const text = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((value) => !value.includes('\0'));

test('bash reads a quoted text back unchanged', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 40 }), (values) => {
      const script = `printf '%s\\0' ${values.map(quoteForBash).join(' ')}`;
      expect(script.split('\n').length).toBe(1);
      expect(
        execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1),
      ).toEqual(values);
    }),
    { numRuns: 50, examples: [[['\\', "'", '\n', '\r\n', '\\n', "$'x'", '\t', 'ü世🎉', '']]] },
  );
});

test('a prefix is split as bash would split it', () => {
  const piece = fc.constantFrom('a', '=', '-', ' ', "'", '"', '\\', ':', '\t', 'b c');
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      (line) => {
        const split = splitShellWords(line);
        fc.pre(split.kind === 'words');
        const said = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
        expect(split.words).toEqual(said.split('\0').slice(0, -1));
      },
    ),
    { numRuns: 200 },
  );
});
