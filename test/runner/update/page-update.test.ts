import { describe, expect, test } from 'vitest';
import type { FindSecrets } from '../../../runner/update/tools.ts';
import { page, sample, sampleOf, updatePage } from './update-page.ts';

const twoSteps = page(
  '',
  '```bash name=first',
  'one',
  '```',
  '',
  '```text expect',
  'id <ID word>',
  'a',
  '```',
  '',
  '```bash name=second',
  'two',
  '```',
  '',
  '```text expect',
  '<$ID>',
  'c',
  '```',
);

describe('the steps of a page', () => {
  test('run on after a sample that changed, with what it captures', async () => {
    const { text, captured, ran, decisions } = await updatePage(twoSteps, [
      'id k7\nb\n',
      'k7\nd\n',
    ]);
    expect(text).toBe(twoSteps.replace('\na\n', '\nb\n').replace('\nc\n', '\nd\n'));
    expect({ captured, ran, decisions }).toEqual({
      captured: { ID: 'k7' },
      ran: ['first', 'second'],
      decisions: [],
    });
  });

  test('do not run on without a value that they need', async () => {
    const { text, ran, decisions } = await updatePage(twoSteps, ['b\n', 'k7\nc\n']);
    expect({ ran, decisions }).toEqual({
      ran: ['first'],
      decisions: ['13 first: No line of the output is `id <ID word>`'],
    });
    expect(text).toBe(twoSteps.replace('\na\n', '\nb\n'));
  });

  test('do not run on after a wrong exit code, and no sample follows it', async () => {
    const { text, ran, decisions } = await updatePage(twoSteps, [
      { stdout: 'usage\n', exitCode: 2 },
    ]);
    expect({ text, ran, decisions }).toEqual({
      text: twoSteps,
      ran: ['first'],
      decisions: ['8 first: Unexpected exit code `2`, expected `0`'],
    });
  });

  test('are left as they are but for the one that is named', async () => {
    const { text, update, ran } = await updatePage(twoSteps, ['id k7\nb\n', 'k7\nd\n'], {
      only: 'second',
    });
    expect(text).toBe(twoSteps.replace('\nc\n', '\nd\n'));
    expect([...update.outdated]).toEqual(['first']);
    expect(ran).toEqual(['first', 'second']);
  });

  test('may be seen twice; what differs then is told', async () => {
    const { update, text } = await updatePage(sample('text', 'a'), ['b\n']);
    expect(sampleOf(text)).toEqual(['b']);
    const again = await updatePage(text, ['c\n']);
    expect(again.update.samplesRewritten).toBe(1);
    expect(update.decisions).toEqual([]);
  });
});

describe('an assertion that is no sample', () => {
  test.each([
    ['text absent', 'ERROR', 'ERROR x\n'],
    ['regex', 'b+', 'a\n'],
    ['jq', '.a == 1', '{"a":2}'],
  ])('stays and is told: `%s`', async (language, content, output) => {
    const before = sample(language, content);
    const { text, decisions } = await updatePage(before, [output]);
    expect(text).toBe(before);
    expect(decisions).toHaveLength(1);
    expect(decisions[0]).toMatch(/^1[123] look: Unexpected /);
  });

  test('does not keep a sample beside it from following', async () => {
    const before = sample('text', 'a', '```', '', '```text expect absent', 'ERROR');
    const { text, decisions } = await updatePage(before, ['ERROR\n']);
    expect(sampleOf(text)).toEqual(['ERROR']);
    expect(decisions).toHaveLength(1);
  });
});

describe('secrets', () => {
  const known: FindSecrets = (text) =>
    [...text.matchAll(/hunter2!/g)].map(({ index, 0: match }) => ({
      from: index,
      to: index + match.length,
      name: 'TOKEN',
    }));

  test('become placeholders in text and in JSON', async () => {
    const text = await updatePage(sample('text', 'a'), ['token=hunter2! ok\n'], {
      findSecrets: known,
    });
    expect(sampleOf(text.text)).toEqual(['token=<secret> ok']);
    const json = await updatePage(
      sample('json', '{ "t": 1, "u": 2, "v": 3 }'),
      ['{"t":"hunter2!","u":"x hunter2!","v":4}'],
      { findSecrets: known },
    );
    expect(sampleOf(json.text)).toEqual(['{ "t": "<secret>", "u": "<string>", "v": 4 }']);
  });

  test('are named where a variable has the same value', async () => {
    const { text } = await updatePage(sample('text', 'a'), ['token=hunter2! ok\n'], {
      findSecrets: known,
      variables: { TOKEN: 'hunter2!' },
    });
    expect(sampleOf(text)).toEqual(['token=<$TOKEN> ok']);
  });

  test('are not told in what is left to decide', async () => {
    const { decisions } = await updatePage(sample('text', '<ID integer>'), ['hunter2!\n'], {
      findSecrets: known,
    });
    expect(decisions).toEqual([
      '13 look: Nothing in the line `[secret TOKEN]` is what `<ID integer>` marks as varying',
    ]);
  });

  test('that only a mark tells are kept from other lines', async () => {
    const before = sample('text', 'key <secret>', 'a');
    const safe = await updatePage(before, ['key k-4711\nb\n']);
    expect(sampleOf(safe.text)).toEqual(['key <secret>', 'b']);
    const leak = await updatePage(before, ['key k-4711\nk-4711 again\n']);
    expect(sampleOf(leak.text)).toEqual(['key <secret>', 'a']);
    expect(leak.decisions).toEqual([
      '12 look: The output does not hold, and is not shown because it may hold a secret',
    ]);
  });
});

describe('a first sample', () => {
  const bare = page('', '- Look:', '', '  ```bash', '  look', '  ```', '', 'Text.');

  test('is written as text below a step that prints lines', async () => {
    const { text, update } = await updatePage(bare, ['a <b> c\n\n```\n'], { adds: true });
    expect(text.split('\n').slice(9)).toEqual([
      '  ```bash',
      '  look',
      '  ```',
      '',
      '  ````text expect',
      '  a \\<b> c',
      '',
      '  ```',
      '  ````',
      '',
      'Text.',
      '',
    ]);
    expect(update.samplesAdded).toBe(1);
  });

  test('is written as JSON below a step that prints JSON', async () => {
    const { text } = await updatePage(bare, ['{"a":[1,2],"b":"<x>"}'], { adds: true });
    expect(text.split('\n').slice(13, 16)).toEqual([
      '  ```json expect',
      '  { "a": [1, 2], "b": "\\\\<x>" }',
      '  ```',
    ]);
  });

  test('is not written unless asked for, and not where nothing is printed', async () => {
    expect((await updatePage(bare, ['a\n'])).text).toBe(bare);
    expect((await updatePage(bare, [''], { adds: true })).text).toBe(bare);
  });

  test('is not a screenful and more', async () => {
    const { text, decisions } = await updatePage(bare, ['x\n'.repeat(101)], { adds: true });
    expect(text).toBe(bare);
    expect(decisions).toEqual(['10 step-1: The step prints 101 lines, too many for a sample']);
  });
});

describe('hints', () => {
  test('name what was written and will be another next time', async () => {
    const { update } = await updatePage(sample('text', 'a', 'b'), [
      { stdout: 'at 2026-01-05T10:00:00Z\ntry 2\n', previous: 'at 2026-01-05T10:00:00Z\ntry 1\n' },
    ]);
    expect(update.hints.map(({ message }) => message)).toEqual([
      '`2026-01-05T10:00:00Z` may be another one next time; `<timestamp>` would take any',
      '`try 2` was not there in the attempt before',
    ]);
  });
});
