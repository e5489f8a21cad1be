// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pollUntil } from '../../runner/execute/poll.ts';
import { isRunning, isWritten } from '../support/processes.ts';
import type { ShellBench } from '../support/shell.ts';

export function testShellEndings({ openShell, runSteps }: ShellBench): void {
  const lost = { end: 'no-shell', out: '', err: '' };

  test('`exit 3` keeps the output before it and ends the shell', async () => {
    expect(await runSteps('echo a; exit 3; echo no', 'echo next')).toEqual([
      { end: 'shell-exited 3', out: 'a\n', err: '' },
      lost,
    ]);
  });

  test('a step that exits after much output loses none of it', async () => {
    const [seen] = await runSteps('head -c 3000000 /dev/zero | tr "\\0" x; exit 3');
    expect([seen?.end, seen?.out.length]).toEqual(['shell-exited 3', 3_000_000]);
  });

  test('last words are read also when the end of the shell is seen first', async () => {
    const { run, folder } = openShell();
    const running = run(
      `echo -n $$ >${folder}/pid; head -c 60000 /dev/zero; head -c 60000 /dev/zero >&2; exit 3`,
    );
    // Nothing can be read while this loop turns: output and end of the shell then arrive in one go.
    await pollUntil(() => isWritten(`${folder}/pid`), 5000);
    const until = performance.now() + 5000;
    const pid = Number(readFileSync(`${folder}/pid`, 'utf8'));
    while (isRunning(pid) && performance.now() < until);
    const seen = await running;
    expect([seen.end, seen.out.length, seen.err.length]).toEqual([
      'shell-exited 3',
      60_000,
      60_000,
    ]);
  });

  test('a subshell that exits leaves the shell alive, and the next step sees its code', async () => {
    expect(await runSteps('(exit 3)', 'echo $?', 'echo $?')).toEqual([
      { end: '3', out: '', err: '' },
      { end: '0', out: '3\n', err: '' },
      { end: '0', out: '0\n', err: '' },
    ]);
  });

  test('a failure under `set -e` ends the shell', async () => {
    expect(await runSteps('set -e', 'echo a; false; echo no', 'echo next')).toEqual([
      { end: '0', out: '', err: '' },
      { end: 'shell-exited 1', out: 'a\n', err: '' },
      lost,
    ]);
  });

  test('`set -euo pipefail` lives on as long as nothing fails', async () => {
    expect(await runSteps('set -euo pipefail', 'echo a', 'echo b | cat')).toEqual([
      { end: '0', out: '', err: '' },
      { end: '0', out: 'a\n', err: '' },
      { end: '0', out: 'b\n', err: '' },
    ]);
  });

  test('an unset variable under `set -u` ends the shell and names the line of the page', async () => {
    expect(await runSteps('set -u', 'echo "$nope"; echo no', 'echo next')).toEqual([
      { end: '0', out: '', err: '' },
      { end: 'shell-exited 1', out: '', err: 'bash: line 20: nope: unbound variable\n' },
      lost,
    ]);
  });

  test('`exec` with a command replaces the shell and keeps its output', async () => {
    expect(await runSteps('exec echo replaced', 'echo next')).toEqual([
      { end: 'shell-exited 0', out: 'replaced\n', err: '' },
      lost,
    ]);
  });

  test('a shell that kills itself is reported with the signal and what it printed', async () => {
    expect(await runSteps('echo before; kill -9 $$', 'echo next')).toEqual([
      { end: 'shell-exited SIGKILL', out: 'before\n', err: '' },
      lost,
    ]);
    expect(await runSteps('kill -INT $$; echo no')).toEqual([
      { end: 'shell-exited SIGINT', out: '', err: '' },
    ]);
  });

  test('a child that dies of a signal gives 128 plus its number and leaves the shell alive', async () => {
    const [first, second, third] = await runSteps(
      'bash -c "kill -INT \\$\\$"; echo "rc $?"',
      'bash -c "kill -KILL \\$\\$"',
      'echo next',
    );
    expect(first?.out).toBe('rc 130\n');
    expect(second?.end).toBe('137');
    expect(third).toEqual({ end: '0', out: 'next\n', err: '' });
  });

  test('missing and not executable commands give 127 and 126', async () => {
    expect(await runSteps('nosuch-command', '/etc')).toEqual([
      { end: '127', out: '', err: 'bash: line 10: nosuch-command: command not found\n' },
      { end: '126', out: '', err: 'bash: line 20: /etc: Is a directory\n' },
    ]);
  });

  test('traps of the page work, and an EXIT trap of a step that exits prints into that step', async () => {
    expect(
      await runSteps(
        "trap 'echo ERR >&2' ERR; false; true",
        'trap - ERR; true',
        "trap 'echo bye' EXIT",
        'echo a; exit 4',
      ),
    ).toEqual([
      { end: '0', out: '', err: 'ERR\n' },
      { end: '0', out: '', err: '' },
      { end: '0', out: '', err: '' },
      { end: 'shell-exited 4', out: 'a\nbye\n', err: '' },
    ]);
  });

  test('`set -n` ends the shell instead of hanging', async () => {
    const [first, second] = await runSteps('set -n', 'echo next');
    expect(first?.end).toBe('shell-exited 0');
    expect(second).toEqual(lost);
  });

  test('a step that closes every descriptor ends the shell instead of hanging', async () => {
    const close =
      'for f in /proc/$$/fd/*; do n=${f##*/}; [ $n -gt 2 ] && [ $n -lt 190 ] && eval "exec $n>&-"; done; echo closed';
    const [first, second] = await runSteps(close, 'echo next');
    expect(first?.end).toMatch(/^shell-exited/);
    expect(second).toEqual(lost);
  });
}
