import { expect, test } from 'vitest';
import { splitShellWords } from '../../../runner/execute/shell-words.ts';

test.each([
  [
    'nsenter --target 123 --net --mount --pid -- env A=b',
    ['nsenter', '--target', '123', '--net', '--mount', '--pid', '--', 'env', 'A=b'],
  ],
  ['  env\tA=b  ', ['env', 'A=b']],
  [`env A='b c' "D=e f"g h\\ i ''`, ['env', 'A=b c', 'D=e fg', 'h i', '']],
  [`'$x' "\\$y \\" \\n"`, ['$x', '$y " \\n']],
])('%s is split like a shell does', (line, words) => {
  expect(splitShellWords(line)).toEqual({ kind: 'words', words });
});

test.each([
  ['', 'Unexpected empty command prefix'],
  ['env $(id)', 'Unexpected `$` in the command prefix, expected plain words and quotes'],
  ['env "$HOME"', 'Unexpected `$` in the command prefix, expected plain words and quotes'],
  ['a; b', 'Unexpected `;` in the command prefix, expected plain words and quotes'],
  ['a | b', 'Unexpected `|` in the command prefix, expected plain words and quotes'],
  ['a *', 'Unexpected `*` in the command prefix, expected plain words and quotes'],
  ['a\nb', 'Unexpected `\\n` in the command prefix, expected plain words and quotes'],
  ["a 'b", "Unexpected end of the command prefix, expected a closing `'`"],
  ['a "b', 'Unexpected end of the command prefix, expected a closing `"`'],
  ['a \\', 'Unexpected `\\` at the end of the command prefix'],
])('%j is refused', (line, reason) => {
  expect(splitShellWords(line)).toEqual({ kind: 'refused', reason });
});
