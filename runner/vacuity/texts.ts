// A text with one thing changed, and texts that have nothing to do with it.
import type { CounterText } from './seen.ts';

// Of a long output the ends are enough: what a page says of the middle, `...` says.
const firstLines = 20;
const lastLines = 10;
const tokensPerLine = 3;

/** Numbers, words, and whole lines; at most a few hundred. */
export function* changedTexts(own: string): Generator<CounterText> {
  const lines = own.replace(/\n+$/, '').split('\n');
  if (own.trim() === '') lines.pop();
  const places = lines
    .map((_, index) => index)
    .filter((index) => index < firstLines || index >= lines.length - lastLines);
  const withLine = (index: number, ...put: readonly string[]): string =>
    [...lines.slice(0, index), ...put, ...lines.slice(index + 1)]
      .map((line) => `${line}\n`)
      .join('');
  for (const index of places) {
    const line = lines[index] ?? '';
    for (const changed of changedNumbers(line))
      yield { what: `another number in line ${index + 1}`, text: withLine(index, changed) };
  }
  for (const index of places) {
    const line = lines[index] ?? '';
    for (const changed of changedWords(line))
      yield { what: `another word in line ${index + 1}`, text: withLine(index, changed) };
  }
  for (const index of places) yield { what: `line ${index + 1} missing`, text: withLine(index) };
  const added = 'a line that nobody expects';
  for (const index of places)
    yield {
      what: `one more line above line ${index + 1}`,
      text: withLine(index, added, lines[index] ?? ''),
    };
  yield { what: 'one more line at the end', text: withLine(lines.length, added) };
}

function* changedNumbers(line: string): Generator<string> {
  for (const { 0: digits, index } of [...line.matchAll(/\d{1,40}/g)].slice(0, tokensPerLine)) {
    const put = (number: bigint): string =>
      line.slice(0, index) + number + line.slice(index + digits.length);
    yield put(BigInt(digits) + 1n);
    yield put(BigInt(digits) * 1000n + 1_000_000n);
    if (digits !== '0') yield put(0n);
  }
}

function* changedWords(line: string): Generator<string> {
  const words = [...line.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)];
  for (const { 0: word, index } of words.slice(0, tokensPerLine)) {
    const put = (other: string): string =>
      line.slice(0, index) + other + line.slice(index + word.length);
    yield put(word === 'other' ? 'another' : 'other');
    yield put(`${word}x`);
  }
}

const printableAscii = Array.from({ length: 95 }, (_, offset) =>
  String.fromCharCode(32 + offset),
).join('');

/** `words`: what the assertion itself speaks of. */
export function* foreignTexts(own: string, words: readonly string[]): Generator<CounterText> {
  for (const word of words) {
    yield { what: `the text \`${word}\``, text: `${word}\n`, isOtherShape: true };
    const text = `${own.replace(/\n+$/, '')}\n${word}\n`;
    yield { what: `one more line with \`${word}\``, text, isOtherShape: true };
    const first = `${word} ${own}`;
    yield { what: `\`${word}\` in front`, text: first, isOtherShape: true };
  }
  const texts = ['x', '0', '-1', 'no', 'a\nb\nc', printableAscii, 'ä世', '{}', '[]', 'null'];
  for (const text of texts) {
    const what =
      text === printableAscii ? 'a line with every character' : `the text ${JSON.stringify(text)}`;
    yield { what, text: `${text}\n`, isOtherShape: true };
  }
}
