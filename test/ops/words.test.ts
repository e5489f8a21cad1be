import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteWord } from '../../ops/words.ts';

test('a safe word stays as it is', () => {
  expect(quoteWord('PATH=/usr/bin:/bin')).toBe('PATH=/usr/bin:/bin');
});

test('a shell reads every quoted word back as it was', () => {
  const word = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      const script = `printf '%s\\0' ${words.map(quoteWord).join(' ')}`;
      const read = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
      expect(read).toBe(words.map((text) => `${text}\0`).join(''));
    }),
    { numRuns: 30, verbose: true },
  );
});
