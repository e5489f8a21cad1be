// Pages on which other tools that execute Markdown are known to go wrong, most of them by silently not running a step.
import { describe, expect, test } from 'vitest';
import { parseRunbook } from '../../../runner/parse/parse-runbook.ts';
import { block, complaintsAbout, stepsOf } from '../../support/judge-page.ts';

const codes = (body: string): readonly string[] => stepsOf(body).map(({ code }) => code);

describe('fences', () => {
  test.each([
    ['longer than three', '`````bash\necho ```\n`````\n', ['echo ```']],
    ['of tildes', '~~~bash\na\n~~~\n', ['a']],
    ['of tildes around backticks', '~~~bash\n```\n~~~\n', ['```']],
    ['that are shown inside a longer fence', '````md\n```bash\na\n```\n````\n', []],
    ['in a list', '- One\n\n  ```bash\n  a\n    b\n  ```\n', ['a\n  b']],
    ['in a quote', '> ```bash\n> a\n> ```\n', ['a']],
    ['in a quote in a list', '1. > ```bash\n   > a\n   > ```\n', ['a']],
    ['in `<details>` with an empty line', '<details>\n\n```bash\na\n```\n\n</details>\n', ['a']],
    [
      'in `<details>` without one, where Markdown sees only HTML',
      '<details>\n```bash\na\n```\n</details>\n',
      [],
    ],
    ['in an HTML comment', '<!--\n\n```bash\na\n```\n\n-->\n', []],
    ['indented by four, which is code and no fence', '    ```bash\n    a\n    ```\n', []],
    ['indented by three', '   ```bash\n   a\n   ```\n', ['a']],
    ['with tabs', '-\t```bash\n\ta\n\t\tb\n\t```\n', ['a\n\tb']],
  ])('%s', (_name, body, expected) => {
    expect(codes(body)).toEqual(expected);
  });

  test('that are never closed are complained about where they open', () => {
    expect(complaintsAbout('```bash\na\n')).toEqual([
      '5:1 Unexpected end of the block, expected a closing fence',
    ]);
    expect(complaintsAbout('- ```bash\n  a\n\nb\n')).toEqual([
      '5:3 Unexpected end of the block, expected a closing fence',
    ]);
  });

  test('may hold other fences in an expectation', () => {
    const [step] = stepsOf(
      `${block('bash', 'a')}\`\`\`\`text expect\n\`\`\`\nb\n\`\`\`\n\`\`\`\`\n`,
    );
    const text = step?.expectations[1];
    expect(text?.kind === 'text' && text.source).toBe('```\nb\n```');
  });
});

describe('the page as a file', () => {
  const page = `---\ntitle: T\nrunbook: { risk: low, duration: 1m, prerequisites: [], rollback: None. }\n---\n\n${block('bash', 'a', 'b')}${block('text expect', 'c  ', '', '\td')}`;
  const read = (text: string) => {
    const { runbook, diagnostics } = parseRunbook({ path: 'page.md', text });
    expect(diagnostics).toEqual([]);
    return { ...runbook, sha256: '' };
  };

  test('may begin with a byte order mark', () => {
    expect(read(`\ufeff${page}`)).toEqual(read(page));
  });

  test('may have line ends of any kind', () => {
    expect(read(page.replaceAll('\n', '\r\n'))).toEqual(read(page));
    expect(read(page.replaceAll('\n', '\r'))).toEqual(read(page));
  });

  test('may have `---` in its body', () => {
    expect(
      read(`${page}\n---\n\nrunbook: x\n\n---\n`).sections.flatMap(({ steps }) => steps).length,
    ).toBe(1);
  });

  test('may be empty, or have no block at all', () => {
    for (const text of ['', '\n', '\ufeff', '---\n---\n', '# T\n']) {
      expect(read(text).sections.flatMap(({ steps }) => steps)).toEqual([]);
    }
  });
});

describe('the words behind a language', () => {
  test('may be quoted, with `=`, braces and any letters inside', () => {
    const [step] = stepsOf(block('bash skip="a=b {c} d\'e ✓ 木"', 'a'));
    expect(step?.skipReason).toBe("a=b {c} d'e ✓ 木");
  });

  test.each([
    ['bash {1,3}', '5:9 Unexpected `{1,3}`, expected `key=value` or `key="a value"`'],
    ['bash /re/', '5:9 Unexpected `/re/`, expected `key=value` or `key="a value"`'],
    ['bash "mark"', '5:9 Unexpected `"mark"`, expected `key=value` or `key="a value"`'],
    ['bash skip="open', '5:9 Unexpected `skip="open`, expected `key=value` or `key="a value"`'],
    ["bash skip='x'y", undefined],
    [
      'bash name=',
      '5:9 Unexpected `name` without a value, expected lower-case letters, digits and hyphens, such as `list-nodes`',
    ],
    ['bash name=a name=a', '5:16 Unexpected second `name`, expected each attribute once'],
    [
      'bash timeout=0s',
      '5:17 Unexpected value `0s` of `timeout`, expected a time such as `90s`, at most `24h`',
    ],
    [
      'bash timeout=-5s',
      '5:17 Unexpected value `-5s` of `timeout`, expected a time such as `90s`, at most `24h`',
    ],
    [
      'bash timeout=30d',
      '5:17 Unexpected value `30d` of `timeout`, expected a time such as `90s`, at most `24h`',
    ],
    [
      'bash timeout=5',
      '5:17 Unexpected value `5` of `timeout`, expected a time such as `90s`, at most `24h`',
    ],
    [
      'bash timeout=25h',
      '5:17 Unexpected value `25h` of `timeout`, expected a time such as `90s`, at most `24h`',
    ],
  ])('%s', (info, complaint) => {
    expect(complaintsAbout(block(info, 'a'))).toEqual(complaint === undefined ? [] : [complaint]);
  });

  test.each([
    'Bash',
    'BASH',
    'shell',
    'shellsession',
    'shell-session',
    'zsh',
    'Console',
    '{.bash}',
    'bash{1}',
    'terminal',
    'fish',
    'ksh',
  ])('%s would silently not run, and is complained about', (language) => {
    expect(complaintsAbout(block(language, 'a'))).toEqual([
      `5:4 Unexpected language \`${language}\`, expected \`bash\` or \`sh\`: this block would not run`,
    ]);
  });

  test.each(['', 'text', 'json', 'yaml', 'sql', 'diff', 'ssh-config', 'dockerfile'])(
    'the language `%s` is an illustration',
    (language) => {
      expect(complaintsAbout(block(language, 'a'))).toEqual([]);
    },
  );
});

describe('what only looks like an annotation', () => {
  test('a comment, prose and a heading are no steps and no expectations', () => {
    expect(
      stepsOf('<!-- step: {} -->\n\n`bash name=x`\n\n## text expect\n\nExpected: 3\n'),
    ).toEqual([]);
  });

  test('an expectation that is not followed or preceded by its step', () => {
    expect(complaintsAbout(block('text expect', 'a') + block('bash', 'b'))).toEqual([
      '5:1 Unexpected expectation, expected it directly below a step',
    ]);
    expect(
      complaintsAbout(`${block('bash', 'b')}<!-- x -->\n\n${block('text expect', 'a')}`),
    ).toEqual(['11:1 Unexpected expectation, expected it directly below a step']);
    expect(
      complaintsAbout(
        `${block('bash', 'b')}- ${block('text expect', 'a').replaceAll('\n', '\n  ')}`,
      ),
    ).toEqual(['9:3 Unexpected expectation, expected it directly below a step']);
  });
});

describe('an expected output', () => {
  const pieces = (...lines: readonly string[]) => {
    const [step] = stepsOf(block('bash', 'a') + block('text expect', ...lines));
    const text = step?.expectations[1];
    return text?.kind === 'text'
      ? text.lines.map((line) => (line.kind === 'pieces' ? line.pieces : '...'))
      : [];
  };

  test('may look like the rules of other tools', () => {
    const lines = [
      '[1]',
      'x (glob)',
      'y (re)',
      '[..]',
      '? 0',
      '$ prompt',
      '> more',
      '# root',
      '....',
      '.. .',
    ];
    expect(pieces(...lines)).toEqual(lines.map((line) => [line]));
  });

  test('has `...` for any lines, wherever it is indented, and `\\...` for a line that says so', () => {
    expect(pieces('...', '  ...', '\\...', '\\\\...', '... and more')).toEqual([
      '...',
      '...',
      ['...'],
      ['\\...'],
      ['... and more'],
    ]);
  });

  test('keeps empty lines, tabs and leading space; ends of lines and of the output do not count', () => {
    expect(pieces('', ' a', '\tb  ', '', 'c\t', '', '  ', '')).toEqual([
      [],
      [' a'],
      ['\tb'],
      [],
      ['c'],
    ]);
  });

  test('without a line is not the same as with an empty one, and both ask for no output', () => {
    expect([pieces(), pieces('')]).toEqual([[], []]);
  });

  test.each([
    ['a <- b', ['a <- b']],
    ['a < b > c', ['a < b > c']],
    ['<3', ['<3']],
    ['\\<word>', ['<word>']],
    ['C:\\dir\\file', ['C:\\dir\\file']],
  ])('%s is literal', (line, expected) => {
    expect(pieces(line)).toEqual([expected]);
  });
});
