// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
import { expect, test } from 'vitest';
import type { ShellBench } from '../support/shell.ts';

export function testShellState({ openShell, runSteps }: ShellBench): void {
  const outputs = async (...codes: readonly string[]): Promise<readonly string[]> =>
    (await runSteps(...codes)).map(
      ({ end, out, err }) => `${end === '0' ? '' : `${end}: `}${out}${err}`,
    );

  test('the directory lives on', async () => {
    expect(await outputs('cd /tmp', 'cd /usr', 'pwd', 'cd - >/dev/null; pwd')).toEqual([
      '',
      '',
      '/usr\n',
      '/tmp\n',
    ]);
  });

  test('functions, aliases, arrays and options live on', async () => {
    expect(
      await outputs(
        'f() { echo "f:$1"; }; alias ll="echo aliased"; shopt -s nullglob; declare -A m=([k]=v); a=(1 2 3); set -o noglob',
        'f x; ll y; echo ${m[k]} ${#a[@]} *',
        'shopt nullglob',
      ),
    ).toEqual(['', 'f:x\naliased y\nv 3 *\n', 'nullglob       \ton\n']);
  });

  test('a subshell changes nothing outside itself', async () => {
    expect(await outputs('(cd /; X=1; pwd)', 'echo "[${X-}]"')).toEqual(['/\n', '[]\n']);
  });

  test('a redirection by `exec` ends with its step, while own descriptors live on', async () => {
    const { folder, run } = openShell();
    expect((await run(`cd ${folder}; exec >log; echo tofile`)).out).toBe('');
    expect((await run('echo back; cat log')).out).toBe('back\ntofile\n');
    expect((await run('exec 3>three; echo hi >&3')).out).toBe('');
    expect((await run('echo again >&3; exec 3>&-; cat three')).out).toBe('hi\nagain\n');
  });

  test('`exec > >(tee)` loses nothing to the runner and hangs nothing', async () => {
    const { folder, run } = openShell();
    expect((await run(`cd ${folder}; exec > >(tee log) 2>&1; echo teed`)).end).toBe('0');
    expect((await run('echo back')).out).toMatch(/back\n/);
    expect((await run('until [ -s log ]; do :; done; cat log')).out).toMatch(/teed\n$/);
  });

  test('`set -x` shows the commands of the page and none of the runner', async () => {
    expect(await outputs('set -x; echo a', 'echo b', 'set +x', 'echo c')).toEqual([
      'a\n++ echo a\n',
      'b\n++ echo b\n',
      '++ set +x\n',
      'c\n',
    ]);
  });

  test('`break`, `continue` and `return` outside of a loop do not reach the runner', async () => {
    const loop = "only meaningful in a `for', `while', or `until' loop\n";
    expect(
      await outputs('break; echo a', 'continue; echo b', 'return 5; echo c', 'echo d'),
    ).toEqual([
      `a\nbash: line 10: break: ${loop}`,
      `b\nbash: line 20: continue: ${loop}`,
      "c\nbash: line 30: return: can only `return' from a function or sourced script\n",
      'd\n',
    ]);
  });

  test('a page may redefine `printf`, `read`, `eval` and IFS', async () => {
    expect(
      await outputs(
        'IFS=1; printf() { echo hacked; }; read() { echo hacked; }; alias eval="echo hacked"; alias builtin="echo hacked"',
        'echo ok 193',
        'unset -f printf read; unalias -a; echo ok2',
      ),
    ).toEqual(['', 'ok 193\n', 'ok2\n']);
  });

  test('a DEBUG trap prints for the commands of the page', async () => {
    const [, step, , after] = await runSteps(
      "trap 'echo dbg' DEBUG",
      'echo x',
      'trap - DEBUG',
      'echo y',
    );
    expect(step?.out).toMatch(/x\n/);
    expect(after).toEqual({ end: '0', out: 'y\n', err: '' });
  });

  test('`noclobber` and `posix` do not reach the runner', async () => {
    expect(
      await outputs('set -o noclobber', 'echo a', 'set -o posix', 'echo "unbal', 'echo ok'),
    ).toEqual([
      '',
      'a\n',
      '',
      '2: bash: eval: line 40: unexpected EOF while looking for matching `"\'\n',
      'ok\n',
    ]);
  });

  test('an environment of 100 KB and 500 variables, and few descriptors, are fine', async () => {
    expect(
      await outputs(
        'export BIG=$(head -c 100000 /dev/zero | tr "\\0" z); for i in $(seq 500); do export V$i=$i; done',
        'echo ${#BIG} $V500',
        'ulimit -n 64; echo ok',
        'ls / >/dev/null; echo $?',
      ),
    ).toEqual(['', '100000 500\n', 'ok\n', '0\n']);
  });

  test('captured variables are exported as they are', async () => {
    const { session, run } = openShell();
    const value = `it's "$HOME" \\ \`x\` ü 世\n\tlast `;
    session.export({ VALUE: value });
    const seen = await run('printf %s "$VALUE"; env | grep -c ^VALUE=');
    expect(Buffer.from(seen.out, 'latin1').toString('utf8')).toBe(`${value}1\n`);
  });

  test('`wait`, `jobs` and `$!` see the jobs of the page only', async () => {
    expect(
      await outputs('wait; jobs; echo "[${!-}]"', 'sleep 0.05 & p=$!; wait $p; echo "w $?"'),
    ).toEqual(['[]\n', 'w 0\n']);
  });

  test('a repeated step keeps its line numbers and its shell', async () => {
    const { run } = openShell();
    const code = 'n=$((n + 1)); echo "$n $LINENO"\nnosuch\nbreak 2>/dev/null';
    const first = await run(code, { line: 42, mode: 'repeatable' });
    expect(first.out).toBe('1 42\n');
    for (let attempt = 2; attempt <= 30; attempt += 1) {
      const again = await run(code, { line: 42, mode: 'again' });
      expect(again).toEqual({ ...first, out: `${attempt} 42\n` });
    }
    expect(first.err).toBe('bash: line 43: nosuch: command not found\n');
    expect((await run('echo $LINENO', { line: 60 })).out).toBe('60\n');
  });

  test('more repetitions than bash can nest are fine', async () => {
    const { run } = openShell();
    await run('n=$((n + 1))', { line: 42, mode: 'repeatable' });
    for (let attempt = 2; attempt <= 2200; attempt += 1)
      await run('n=$((n + 1))', { line: 42, mode: 'again' });
    expect((await run('echo $n')).out).toBe('2200\n');
  });
}
