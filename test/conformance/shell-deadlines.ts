// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { endEscapedProcesses } from '../../runner/execute/escaped-processes.ts';
import { pollUntil } from '../../runner/execute/poll.ts';
import { expectGone, isRunning, isWritten, readPid } from '../support/processes.ts';
import type { ShellBench } from '../support/shell.ts';

export function testShellDeadlines({ openShell }: ShellBench): void {
  const lost = { end: 'no-shell', out: '', err: '' };

  test('a command that takes too long is ended together with the shell, and its output is kept', async () => {
    const { run } = openShell();
    expect(await run('echo start; sleep 30; echo no', { limitMs: 1000 })).toEqual({
      end: 'deadline 1000',
      out: 'start\n',
      err: '',
    });
    expect(await run('echo next')).toEqual(lost);
  });

  test('a loop of builtins is ended', async () => {
    const { run } = openShell();
    expect((await run('while :; do :; done', { limitMs: 1000 })).end).toBe('deadline 1000');
  });

  test('a step that ignores TERM is killed after the grace', async () => {
    const { run, folder } = openShell();
    const code = `trap '' TERM; echo t; echo -n $$ >${folder}/pid; while :; do sleep 0.1; done`;
    expect(await run(code, { limitMs: 1000 })).toEqual({
      end: 'deadline 1000',
      out: 't\n',
      err: '',
    });
    expect(isRunning(readPid(`${folder}/pid`))).toBe(false);
  });

  test('a step may say its last words after TERM', async () => {
    const { run } = openShell();
    const seen = await run("trap 'echo flushed; exit' TERM; echo t; while :; do :; done", {
      limitMs: 1000,
    });
    expect(seen).toEqual({ end: 'deadline 1000', out: 't\nflushed\n', err: '' });
  });

  test('the deadline reaches grandchildren, stopped processes and those that hold the output', async () => {
    const { run, folder } = openShell();
    const code = `cd ${folder}; bash -c 'echo -n $$ >child; sleep 31 & echo -n $! >grandchild; kill -STOP $!; wait'`;
    expect((await run(code, { limitMs: 2000 })).end).toBe('deadline 2000');
    await expectGone(readPid(`${folder}/child`));
    await expectGone(readPid(`${folder}/grandchild`));
  });

  test('a limit beyond what a timer can hold does not pass at once', async () => {
    const { run } = openShell();
    expect(await run('echo a', { limitMs: 2 ** 40 })).toEqual({ end: '0', out: 'a\n', err: '' });
    expect(await run('echo b', { limitMs: Number.POSITIVE_INFINITY })).toEqual({
      end: '0',
      out: 'b\n',
      err: '',
    });
  });

  test('an interruption ends the group and is told apart from a deadline', async () => {
    const { run, folder } = openShell();
    const interruption = new AbortController();
    const running = run(`echo -n $$ >${folder}/pid; sleep 30`, { signal: interruption.signal });
    await pollUntil(() => isWritten(`${folder}/pid`), 5000);
    interruption.abort();
    expect(await running).toEqual({ end: 'interrupted', out: '', err: '' });
    await expectGone(readPid(`${folder}/pid`));
    expect((await run('echo next', { signal: interruption.signal })).end).toBe('interrupted');
  });

  test('closing a session ends what its steps left in the background', async () => {
    const { run, folder, session } = openShell();
    await run(`sleep 32 & echo -n $! >${folder}/background`);
    const pid = readPid(`${folder}/background`);
    expect(isRunning(pid)).toBe(true);
    await session.close();
    await expectGone(pid);
    expect(existsSync(`${folder}/shell`)).toBe(false);
  });

  test('a daemon that left the group outlives the session and is found by its mark', async () => {
    const runId = `escape-${process.pid}`;
    const { run, folder, session } = openShell({ runId });
    await run(
      `setsid sh -c 'echo -n $$ >${folder}/daemon; exec sleep 33' & until [ -s ${folder}/daemon ]; do :; done`,
    );
    const pid = readPid(`${folder}/daemon`);
    await session.close();
    expect(isRunning(pid)).toBe(true);
    expect(await endEscapedProcesses(runId)).toEqual([
      `Ended what outlived the run: \`sleep 33\` (pid ${pid})`,
    ]);
    await expectGone(pid);
    expect(await endEscapedProcesses(runId)).toEqual([]);
  });

  test('an endless background writer does not keep the session from closing', async () => {
    const { run, session } = openShell({ keptBytes: 100_000 });
    expect((await run('yes & sleep 0.05; exit 3')).end).toBe('shell-exited 3');
    await session.close();
  });
}
