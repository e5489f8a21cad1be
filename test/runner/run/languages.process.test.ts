// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
import { expect, test } from 'vitest';
import { exitCode, literalText, type StepSketch } from '../../support/plan-literals.ts';
import { captureLine, runSketch, stepLines } from '../../support/run-plan.ts';

const python = (code: string, output: string): StepSketch => ({
  language: 'python',
  code,
  expectations: [exitCode(0), literalText(output)],
});
const node = (code: string, output: string): StepSketch => ({
  ...(python(code, output) as object),
  code,
  language: 'node',
});
const merged = (code: string, output: string, exit = 0): StepSketch => ({
  code,
  mergesStderr: true,
  expectations: [exitCode(exit), literalText(output)],
});

test('python and node start in the directory of the page, with its exported and captured variables', async () => {
  const report = await runSketch({
    steps: [
      {
        code: 'cd /usr; export V=7; W=8; echo n-1',
        expectations: [exitCode(0), captureLine('NODE')],
        captures: ['NODE'],
      },
      python(
        `import os\nprint(os.getcwd(), os.environ['V'], os.environ['NODE'], os.environ.get('W'))`,
        '/usr 7 n-1 None',
      ),
      node(
        "import { cwd, env } from 'node:process';\nawait null;\nconsole.log(cwd(), env.V, env.NODE, env.W);",
        '/usr 7 n-1 undefined',
      ),
      { code: 'pwd', expectations: [exitCode(0), literalText('/usr')] },
    ],
  });
  expect(stepLines(report).filter((line) => !line.endsWith('pass'))).toEqual([]);
});

test('their standard input is empty, and the code is what a reader copies', async () => {
  const report = await runSketch({
    steps: [
      python(
        `import sys\nprint(repr(sys.stdin.read()), "it's", '"', '\\\\n', "$HOME \`id\` ü")\nif True:\n\tprint(1)`,
        `'' it's " \\n $HOME \`id\` ü\n1`,
      ),
      node(
        'const text = `a${1 + 1}\'"\\\\`;\nfor await (const chunk of process.stdin) console.log(chunk);\nconsole.log(text);',
        'a2\'"\\',
      ),
      python('print(1)\r\nprint(2)\r', '1\n2'),
    ],
  });
  expect(stepLines(report).filter((line) => !line.endsWith('pass'))).toEqual([]);
});

test('tracebacks name the line of the page', async () => {
  const report = await runSketch({
    steps: [{ language: 'python', code: 'x = 1\n\nraise ValueError("no")' }],
    teardown: [
      { language: 'node', code: '\n\nthrow new TypeError("no");' },
      { language: 'python', code: 'if:' },
      { language: 'node', code: 'const a = ;' },
    ],
  });
  const [python, node, broken, brokenToo] = report.steps;
  expect([python?.reason, node?.reason]).toEqual([
    'Unexpected exit code `1`, expected `0`',
    'Unexpected exit code `1`, expected `0`',
  ]);
  expect(python?.stderr).toContain('line 13, in <module>');
  expect(node?.stderr).toMatch(/eval\d*\]?:13/);
  expect(broken?.stderr).toContain('line 21');
  expect(brokenToo?.stderr).toMatch(/eval\d*\]?:31/);
});

test('an interpreter that is not there is named', async () => {
  const report = await runSketch({
    steps: ['PATH=/nosuch', { language: 'python', code: 'print(1)' }],
  });
  expect(report.steps[1]).toMatchObject({
    reason: 'Unexpected exit code `127` (command not found), expected `0`',
    stderr: 'bash: line 21: python3: command not found\n',
  });
});

test('they can be repeated, and ended at a deadline', async () => {
  const report = await runSketch({
    steps: [
      'n=$(mktemp); export n',
      {
        language: 'python',
        code: `import os\nwith open(os.environ['n'], 'a') as f: f.write('x')\nprint(os.path.getsize(os.environ['n']))`,
        eventually: { withinMs: 20_000, everyMs: 1 },
        expectations: [exitCode(0), literalText('3')],
      },
      { language: 'node', code: 'setInterval(() => {}, 1000);', timeoutMs: 500 },
    ],
    teardown: ['rm -f "$n"'],
  });
  expect(report.steps[1]?.attempts.length).toBe(3);
  expect(report.steps[2]?.reason).toBe(
    'Unexpected duration over `500ms`, expected the step to end within its `timeout`',
  );
});

test('a server in another language runs in the background', async () => {
  const report = await runSketch({
    steps: [
      {
        language: 'node',
        code: "import { createServer } from 'node:http';\nconst server = createServer((_, answer) => answer.end('hi')).listen(0, '127.0.0.1', () => console.log(server.address().port));",
        background: { readyWithinMs: 20_000 },
        expectations: [exitCode(0), captureLine('PORT')],
        captures: ['PORT'],
      },
      { code: 'curl -sS "127.0.0.1:$PORT"', expectations: [exitCode(0), literalText('hi')] },
    ],
  });
  expect(stepLines(report)).toEqual(['steps step-1 pass', 'steps step-2 pass']);
});

test('a command of a transcript has both streams as one, in their true order', async () => {
  const report = await runSketch({
    steps: [
      merged(
        'for i in 1 2 3; do echo out $i; echo err $i >&2; done; nosuch; (exit 4)',
        'out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\nbash: line 11: nosuch: command not found',
        4,
      ),
      merged('echo "$? $LINENO"\necho $LINENO', '4 21\n22'),
      'echo apart >&2',
      { code: 'true', expectations: [exitCode(0), literalText('')] },
    ],
  });
  expect(stepLines(report).filter((line) => !line.endsWith('pass'))).toEqual([]);
});

test('a command of a transcript changes the shell of the page, and may be broken', async () => {
  const report = await runSketch({
    steps: [
      merged('cd /usr; x=1; f() { echo f; }', ''),
      merged('cat <<EOF\n$x $PWD\nEOF\nf', '1 /usr\nf'),
    ],
    teardown: [
      merged('echo "open', 'nothing'),
      merged('echo }', '}'),
      merged('cat <<EOF\nopen', ''),
      merged('echo last # comment', 'last'),
    ],
  });
  expect(stepLines(report).map((line) => line.replace(/ \(.*/, ''))).toEqual([
    'steps step-1 pass',
    'steps step-2 pass',
    'teardown step-1 fail: Unexpected exit code `2`, expected `0`; Unexpected line `bash: eval: line 11: unexpected EOF while looking for matching `"\'`, expected `nothing`',
    'teardown step-2 pass',
    'teardown step-3 fail: Unexpected end of the step inside a here-document, expected a line `EOF`',
    'teardown step-4 pass',
  ]);
});
