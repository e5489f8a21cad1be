// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
import { expect, test } from 'vitest';
import type { ShellBench } from '../support/shell.ts';

export function testShellOutputs({ openShell, runSteps }: ShellBench): void {
  test('here-documents are exact', async () => {
    expect(
      await runSteps(
        "cat <<'EOF'\nhello $x 'q' \"d\" \\n `b`\nEOF",
        'cat <<-EOF\n\ttabbed $((1+1))\n\tEOF\necho after',
      ),
    ).toEqual([
      { end: '0', out: 'hello $x \'q\' "d" \\n `b`\n', err: '' },
      { end: '0', out: 'tabbed 2\nafter\n', err: '' },
    ]);
  });

  test('a step of 200 KB runs', async () => {
    const body = `${'x'.repeat(99)}\n`.repeat(2000);
    expect(await runSteps(`cat <<'EOF' | wc -c\n${body}EOF`)).toEqual([
      { end: '0', out: '200000\n', err: '' },
    ]);
  });

  test('commands that read standard input get its end, not the page', async () => {
    expect(
      await runSteps(
        'cat; echo done',
        'read x; echo "rc=$? x=[$x]"',
        'head -c1; echo ok',
        'wc -c',
        'bash; ssh -V 2>/dev/null; echo last',
      ),
    ).toEqual([
      { end: '0', out: 'done\n', err: '' },
      { end: '0', out: 'rc=1 x=[]\n', err: '' },
      { end: '0', out: 'ok\n', err: '' },
      { end: '0', out: '0\n', err: '' },
      { end: '0', out: 'last\n', err: '' },
    ]);
  });

  test('a background command that reads standard input does not eat the steps after it', async () => {
    const { run, folder } = openShell();
    await run(`cd ${folder}; (until [ -e go ]; do :; done; cat >eaten; touch done) &`);
    expect(
      await run('touch go; until [ -e done ]; do :; done; wc -c <eaten; readlink /proc/self/fd/0'),
    ).toEqual({
      end: '0',
      out: '0\n/dev/null\n',
      err: '',
    });
  });

  test('`read` from here-strings and process substitutions works', async () => {
    expect(
      await runSteps(
        'read a b <<<"1 2"; echo "$b"',
        'while read l; do echo "[$l]"; done < <(printf "a\\nb\\n")',
      ),
    ).toEqual([
      { end: '0', out: '2\n', err: '' },
      { end: '0', out: '[a]\n[b]\n', err: '' },
    ]);
  });

  test('5 MB on each stream at once are exact', async () => {
    const { observe } = openShell();
    const seen = await observe(
      'head -c 5000000 /dev/zero | tr "\\0" x; head -c 5000000 /dev/zero | tr "\\0" y >&2',
    );
    expect(Buffer.from(seen.stdout).equals(Buffer.alloc(5_000_000, 'x'))).toBe(true);
    expect(Buffer.from(seen.stderr).equals(Buffer.alloc(5_000_000, 'y'))).toBe(true);
    expect(seen.droppedStdoutBytes).toBe(0);
  });

  test('output beyond the limit is counted, not kept', async () => {
    const { observe, run } = openShell({ keptBytes: 1000 });
    const seen = await observe('head -c 300000 /dev/zero | tr "\\0" x; printf abc >&2');
    expect([seen.stdout.length, seen.droppedStdoutBytes]).toEqual([1000, 299_000]);
    expect([seen.stderr.length, seen.droppedStderrBytes]).toEqual([3, 0]);
    expect(await run('echo next')).toEqual({ end: '0', out: 'next\n', err: '' });
  });

  test('output without a final newline ends where it ends', async () => {
    expect(await runSteps('printf abc', 'printf def >&2', 'echo x')).toEqual([
      { end: '0', out: 'abc', err: '' },
      { end: '0', out: '', err: 'def' },
      { end: '0', out: 'x\n', err: '' },
    ]);
  });

  test('NUL, invalid UTF-8 and the first byte of an end mark are output like any other', async () => {
    expect(
      await runSteps(
        "printf 'a\\0b\\xff\\xfe\\x1ec'",
        "printf '\\x1e\\x1e\\x1e'",
        "printf '\\x1eabc'; printf '\\x1e'",
      ),
    ).toEqual([
      { end: '0', out: 'a\0b\xff\xfe\x1ec', err: '' },
      { end: '0', out: '\x1e\x1e\x1e', err: '' },
      { end: '0', out: '\x1eabc\x1e', err: '' },
    ]);
  });

  test('a step that prints its own shell functions is not taken for the end of the step', async () => {
    const [first, second] = await runSteps('declare -f; set', 'echo next');
    expect(first?.out).toMatch(/__rb_m/);
    expect(second).toEqual({ end: '0', out: 'next\n', err: '' });
  });

  test('/dev/stdout and /dev/stderr can be opened', async () => {
    expect(
      await runSteps(
        'echo e >/dev/stderr; echo o >/dev/stdout; echo t | tee /dev/stderr',
        'echo x >/dev/fd/1',
      ),
    ).toEqual([
      { end: '0', out: 'o\nt\n', err: 'e\nt\n' },
      { end: '0', out: 'x\n', err: '' },
    ]);
  });

  test('there is no terminal to ask on', async () => {
    expect(
      await runSteps(
        'echo x >/dev/tty',
        '[ -t 1 ] && echo tty || echo none',
        "printf '\\033[31mred\\033[0m\\n'",
      ),
    ).toEqual([
      { end: '1', out: '', err: 'bash: line 10: /dev/tty: No such device or address\n' },
      { end: '0', out: 'none\n', err: '' },
      { end: '0', out: '\x1b[31mred\x1b[0m\n', err: '' },
    ]);
  });

  test('what a background job prints late arrives in the step that then runs', async () => {
    const { run, folder } = openShell();
    await run(
      `cd ${folder}; (until [ -e go ]; do :; done; echo late; echo late2 >&2; touch done) & echo started`,
    );
    expect(await run('touch go; until [ -e done ]; do :; done; echo three')).toEqual({
      end: '0',
      out: 'late\nthree\n',
      err: 'late2\n',
    });
  });

  test('a background process that holds the output open does not hold the step', async () => {
    expect(await runSteps('sleep 30 & echo bg', 'echo next')).toEqual([
      { end: '0', out: 'bg\n', err: '' },
      { end: '0', out: 'next\n', err: '' },
    ]);
  });

  test('UTF-8 in commands and output is kept', async () => {
    const [seen] = await runSteps('LC_ALL=C.UTF-8; echo "héllo → 世界"; x=世; echo ${#x}');
    expect(Buffer.from(seen?.out ?? '', 'latin1').toString('utf8')).toBe('héllo → 世界\n1\n');
  });

  test('a page saved with CR LF runs as if it were not', async () => {
    expect(await runSteps('echo a\r\necho b\r')).toEqual([{ end: '0', out: 'a\nb\n', err: '' }]);
  });

  test('other interpreters run inside the shell', async () => {
    expect(
      await runSteps(
        "export V=7; python3 - <<'RB'\nimport os;print('py',os.environ['V'])\nRB",
        "sh -s <<'RB'\necho sh $V\nRB",
      ),
    ).toEqual([
      { end: '0', out: 'py 7\n', err: '' },
      { end: '0', out: 'sh 7\n', err: '' },
    ]);
  });
}
