import { describe, expect, test } from 'vitest';
import { page, sample, sampleOf, updatePage } from './update-page.ts';

async function textCase(before: readonly string[], output: string) {
  const { text, decisions } = await updatePage(sample('text', ...before), [output]);
  return { after: sampleOf(text), decisions };
}

describe('a text sample', () => {
  test.each<[string, string[], string, string[]]>([
    ['follows a changed word', ['keys: 3'], 'keys: 4\n', ['keys: 4']],
    ['gets a line that is new', ['a', 'c'], 'a\nb\nc\n', ['a', 'b', 'c']],
    ['loses a line that is gone', ['a', 'b', 'c'], 'a\nc\n', ['a', 'c']],
    ['becomes empty with the output', ['a'], '', []],
    ['is filled where it was empty', [], 'a\nb\n', ['a', 'b']],
    ['keeps what holds as it is written', ['\\<none>  ', 'b'], '<none>\nc\n', ['\\<none>  ', 'c']],
    [
      'escapes what would be a placeholder',
      ['a'],
      'x \\<word> <none> a < b\n',
      ['x \\\\\\<word> \\<none> a < b'],
    ],
    ['escapes what would be any lines', ['a'], '...\n', ['\\...']],
    [
      'keeps a placeholder that holds',
      ['pid <integer>', 'up'],
      'pid 71\ndown\n',
      ['pid <integer>', 'down'],
    ],
    [
      'changes the words around a placeholder',
      ['node-1 alive <PID integer> 3 keys'],
      'node-1 dead 4711 4 keys\n',
      ['node-1 dead <PID integer> 4 keys'],
    ],
    [
      'finds each placeholder again',
      ['<word> is <integer> of <integer above 1>'],
      'well, <now> 3 out of 12\n',
      ['<word> \\<now> <integer> out of <integer above 1>'],
    ],
    [
      'keeps any lines where they stand',
      ['first', '...', 'last 1'],
      'first\nx\ny\nlast 2\n',
      ['first', '...', 'last 2'],
    ],
    [
      'adds a line above one that any lines follow',
      ['a', '...'],
      'new\na\nb\n',
      ['new', 'a', '...'],
    ],
    ['adds a line below the last one', ['...', 'a'], 'x\na\nnew\n', ['...', 'a', 'new']],
    [
      'keeps a line that is found between any lines',
      ['...', 'ready', '...', 'bye 1'],
      'x\nready\ny\nbye 2\n',
      ['...', 'ready', '...', 'bye 2'],
    ],
    [
      'keeps a captured value that a line below uses',
      ['<ID word>', 'again <$ID>', 'x'],
      'k7\nagain k7\ny\n',
      ['<ID word>', 'again <$ID>', 'y'],
    ],
    [
      'loses a line with a placeholder that nothing asserts but its shape',
      ['pid <integer>', 'a'],
      'no such process\na\n',
      ['no such process', 'a'],
    ],
    [
      'keeps a known value where it is',
      ['<ID word>', '<$ID> breaks, <OTHER word other than $ID> answers'],
      'node-1\nnode-1 fails, node-2 answers\n',
      ['<ID word>', '<$ID> fails, <OTHER word other than $ID> answers'],
    ],
    ['keeps empty lines inside', ['a', '', 'b'], 'a\n\nc\n', ['a', '', 'c']],
  ])('%s', async (_name, before, output, after) => {
    expect(await textCase(before, output)).toEqual({ after, decisions: [] });
  });

  test.each<[string, string[], string, string[], string[]]>([
    [
      'keeps a condition that does not hold, and changes the rest',
      ['errors <integer below 5>', 'state up'],
      'errors 7\nstate down\n',
      ['errors <integer below 5>', 'state down'],
      ['13 look: Unexpected `7`, expected `<integer below 5>`'],
    ],
    [
      'keeps a captured value that nothing in the line is',
      ['<PID integer>'],
      'none\n',
      ['<PID integer>'],
      ['13 look: Nothing in the line `none` is what `<PID integer>` marks as varying'],
    ],
    [
      'does not let a limit move on to another value that fits',
      ['errors <integer below 5>'],
      'errors 7 of 3\n',
      ['errors <integer below 5> of 3'],
      ['13 look: Unexpected `7`, expected `<integer below 5>`'],
    ],
    [
      'gets no line that a limit of the sample refuses',
      ['errors <integer below 5>'],
      'errors 7\nerrors 3\n',
      ['errors <integer below 5>'],
      ['12 look: Unexpected `7`, expected `<integer below 5>`'],
    ],
    [
      'does not take another line for the one that captures',
      ['id <ID word>', 'a'],
      'b\nc\n',
      ['id <ID word>', 'c'],
      ['13 look: No line of the output is `id <ID word>`'],
    ],
    [
      'keeps a line that any lines would swallow',
      ['...', 'ready', '...'],
      'x\ny\n',
      ['...', 'ready', '...'],
      ['14 look: No line of the output is `ready`'],
    ],
    [
      'keeps a line with a capture that is gone',
      ['a', 'id <ID word>'],
      'a\n',
      ['a', 'id <ID word>'],
      ['14 look: No line of the output is `id <ID word>`'],
    ],
    [
      'takes no control character into the page',
      ['a'],
      'b\u001b[31m\n',
      ['a'],
      ['13 look: The output holds the control character `\\x1b`, which has no place on a page'],
    ],
    [
      'does not write an indented line of three dots',
      ['a'],
      '  ...\n',
      ['a'],
      ['13 look: The output holds an indented line `...`, which a sample reads as any lines'],
    ],
  ])('%s', async (_name, before, output, after, decisions) => {
    expect(await textCase(before, output)).toEqual({ after, decisions });
  });

  test('does not take broken UTF-8 for text', async () => {
    const { text, decisions } = await updatePage(sample('text', 'a'), [
      { stdout: Uint8Array.of(0x62, 0xff, 0x0a) },
    ]);
    expect(sampleOf(text)).toEqual(['a']);
    expect(decisions).toEqual(['13 look: The output is not UTF-8 here']);
  });

  test('gets longer fences when the output holds fences', async () => {
    const { text, decisions } = await updatePage(sample('text', 'a'), ['````md\nx\n````\n']);
    expect(decisions).toEqual([]);
    expect(text.split('\n').slice(11)).toEqual([
      '`````text expect',
      '````md',
      'x',
      '````',
      '`````',
      '',
    ]);
  });

  test('keeps its place in a quote inside of a list', async () => {
    const before = page(
      '',
      '1. Look:',
      '   > ```bash',
      '   > look',
      '   > ```',
      '   >',
      '   > ```text expect',
      '   > a',
      '   >',
      '   > b',
      '   > ```',
    );
    const { text, decisions } = await updatePage(before, ['a\n\nc\n\nd\n']);
    expect(decisions).toEqual([]);
    expect(text.split('\n').slice(12)).toEqual([
      '   > ```text expect',
      '   > a',
      '   >',
      '   > c',
      '   >',
      '   > d',
      '   > ```',
      '',
    ]);
  });

  test('keeps line ends of Windows and a byte order mark out of it', async () => {
    const before = `\ufeff${sample('text', 'a', 'b').replaceAll('\n', '\r\n').trimEnd()}`;
    const { text } = await updatePage(before, ['a\nc\nd\n']);
    expect(text).toBe(sample('text', 'a', 'c', 'd').replaceAll('\n', '\r\n').trimEnd());
  });

  test('of standard error follows standard error', async () => {
    const { text } = await updatePage(
      page('', '```bash', 'x', '```', '', '```text expect stderr', 'a', '```'),
      [{ stdout: 'no\n', stderr: 'b\n' }],
    );
    expect(sampleOf(text)).toEqual(['b']);
  });
});

describe('a transcript', () => {
  test('gets the output below each command', async () => {
    const before = page(
      '',
      '```console',
      '$ one',
      'a',
      '',
      '$ two \\',
      '> more',
      '$ three',
      'c',
      '```',
    );
    const { text, decisions } = await updatePage(before, ['b\n$ x\n', 'new\n', '']);
    expect(decisions).toEqual([]);
    expect(text.split('\n').slice(7)).toEqual([
      '```console',
      '$ one',
      'b',
      '\\$ x',
      '',
      '$ two \\',
      '> more',
      'new',
      '$ three',
      '```',
      '',
    ]);
  });
});
