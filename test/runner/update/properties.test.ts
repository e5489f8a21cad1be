// What must be true of every update, whatever the page says and the step prints.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createUpdateTools } from '../../../runner/cli/update/update-tools.ts';
import { parseRunbook } from '../../../runner/parse/parse-runbook.ts';
import { observe, sample, updatePage } from './update-page.ts';

const seed = process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) };
const runs = { ...seed, numRuns: 150 };

const word = fc.constantFrom(
  'node-1',
  'alive',
  'dead',
  'keys:',
  '7',
  '42',
  '0.5',
  '<none>',
  'a<b',
  '\\<x>',
  '...',
  '```',
  '````',
  '~~~',
  '$ ls',
  '| x |',
  '12Ki',
  '2026-01-05T10:00:00Z',
  'ключ',
);
const outputLine = fc.oneof(
  fc.array(word, { maxLength: 4 }).map((words) => words.join(' ')),
  fc.array(word, { maxLength: 3 }).map((words) => `  ${words.join('\t')}  `),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\n')),
);
const output = fc
  .array(outputLine, { maxLength: 7 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));

const mark = fc.constantFrom(
  '<any>',
  '<word>',
  '<integer>',
  '<integer below 5>',
  '<number>',
  '<ID word>',
  '<timestamp>',
);
const sampleLine = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .array(
        word.filter((text) => text !== '...'),
        { minLength: 1, maxLength: 4 },
      )
      .map((words) => words.join(' ').replaceAll(/\\*</g, '\\<')),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        word.filter((text) => !/[<.\\]/.test(text)),
        mark,
        word.filter((text) => !/[<.\\]/.test(text)),
      )
      .map((parts) => parts.join(' ')),
  },
  { weight: 1, arbitrary: fc.constant('...') },
  { weight: 1, arbitrary: fc.constant('') },
);
/** A name may be captured once, and a sample must not end its own block. */
const textSample = fc
  .array(sampleLine, { maxLength: 6 })
  .map((lines) =>
    lines.filter(
      (line, index) =>
        !line.includes('<ID') || lines.findIndex((other) => other.includes('<ID')) === index,
    ),
  )
  .map((lines) => lines.filter((line) => !/^[`~]{3}/.test(line)))
  .filter((lines) => isPage(sample('text', ...lines)));

function isPage(text: string): boolean {
  return parseRunbook({ path: 'page.md', text }).diagnostics.every(
    ({ severity }) => severity !== 'error',
  );
}

async function holds(text: string, printed: string): Promise<boolean> {
  const tools = createUpdateTools('page.md');
  const [step] = tools.readPage(text)?.sections.flatMap(({ steps }) => steps) ?? [];
  if (step === undefined) throw new Error('the page still has its step');
  return (await tools.judge(step, observe({ stdout: printed }), {})).outcome === 'pass';
}

describe('an update', () => {
  test('of text holds afterwards, or tells what is left to decide; and a second one changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(textSample, output, async (lines, printed) => {
        const before = sample('text', ...lines);
        const { text, decisions } = await updatePage(before, [printed]);
        expect((await holds(text, printed)) || decisions.length > 0).toBe(true);
        if (decisions.length === 0) expect(await holds(text, printed)).toBe(true);
        const again = await updatePage(text, [printed]);
        expect(again.text).toBe(text);
        expect(again.decisions.length > 0).toBe(decisions.length > 0);
      }),
      runs,
    );
  });

  test('changes nothing where everything holds', async () => {
    await fc.assert(
      fc.asyncProperty(textSample, output, async (lines, printed) => {
        const before = sample('text', ...lines);
        fc.pre(await holds(before, printed));
        expect((await updatePage(before, [printed])).text).toBe(before);
      }),
      runs,
    );
  });

  test('loses no mark of any lines, no condition and no capture', async () => {
    await fc.assert(
      fc.asyncProperty(textSample, output, async (lines, printed) => {
        const { text } = await updatePage(sample('text', ...lines), [printed]);
        const count = (page: string, what: RegExp): number => page.match(what)?.length ?? 0;
        for (const what of [/^\.\.\.$/gm, /(?<!\\)<integer below 5>/g, /(?<!\\)<ID word>/g]) {
          expect(count(text, what)).toBe(count(sample('text', ...lines), what));
        }
      }),
      runs,
    );
  });

  test('touches nothing outside of its sample, whatever ends the lines', async () => {
    const end = fc.constantFrom('\n', '\r\n');
    const final = fc.constantFrom('', '\n', '  \n\n');
    await fc.assert(
      fc.asyncProperty(textSample, output, end, final, async (lines, printed, lineEnd, rest) => {
        const unix = `${sample('text', ...lines)}\tLast\u00a0words.  ${rest}`;
        const before = unix.replaceAll('\n', lineEnd);
        const { text } = await updatePage(before, [printed]);
        const head = before.slice(0, before.indexOf('```text expect'));
        expect(text.slice(0, head.length)).toBe(head);
        const tail = before.slice(before.lastIndexOf(`${lineEnd}\tLast`));
        expect(text.slice(-tail.length)).toBe(tail);
        const others = lineEnd === '\n' ? /\r/ : /(?<!\r)\n|\r(?!\n)/;
        expect(text).not.toMatch(others);
      }),
      runs,
    );
  });

  test('takes lines of 64 KiB as they are', async () => {
    const long = 'x y '.repeat(16 * 1024).trimEnd();
    const { text, decisions } = await updatePage(sample('text', 'a'), [`${long}\n${long}z\n`]);
    expect(decisions).toEqual([]);
    expect(text).toBe(sample('text', long, `${long}z`));
    const marked = await updatePage(sample('text', 'x <word>'), [`${long}\n`]);
    expect(await holds(marked.text, `${long}\n`)).toBe(true);
  });
});

const scalar = fc.oneof(
  fc.constantFrom(null, true, false, 0, 7, -1.5, 'a', '<x>', '...', '\\<', ''),
  fc.string({ maxLength: 5 }),
);
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', '<k>'), tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('an update of JSON', () => {
  test('holds afterwards, or tells what is left to decide; and a second one changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        value,
        value,
        fc.constantFrom(undefined, 2),
        async (shown, printed, indent) => {
          const before = sample('json', ...JSON.stringify(shown, null, indent).split('\n'));
          fc.pre(isPage(before));
          const stdout = JSON.stringify(printed);
          const { text, decisions } = await updatePage(before, [stdout]);
          if (decisions.length === 0) expect(await holds(text, stdout)).toBe(true);
          const again = await updatePage(text, [stdout]);
          expect(again.text).toBe(text);
          expect(again.decisions.length > 0).toBe(decisions.length > 0);
        },
      ),
      { ...runs, numRuns: 400 },
    );
  });
});
