import { decode } from '../printable.ts';

/** The lines of an output: no white space at their ends, no empty ones at the output's end. */
export function outputLines(output: Uint8Array): readonly string[] {
  const lines = decode(output)
    .split('\n')
    .map((line) => line.trimEnd());
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return lines;
}
