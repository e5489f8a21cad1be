// Shells on targets that can be had without a server. A real sshd: ssh-shell.process.test.ts.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { pollUntil } from '../../../runner/execute/poll.ts';
import { testShell } from '../../conformance/shell.ts';
import { expectGone, readPid } from '../../support/processes.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { remoteShell } from '../../support/shell.ts';

const path = `PATH=${process.env['PATH']}`;

describe('a shell on a target behind a trivial prefix', () => {
  testShell(remoteShell('bash', '-c', 'exec "$@"', '--'));
});

describe('a shell on a target with an environment of its own', () => {
  testShell(remoteShell('env', '--ignore-environment', path));
});

describe('a shell in a network and pid namespace of its own', () => {
  const { openShell } = remoteShell(
    ...['unshare', '--user', '--map-root-user', '--net', '--pid', '--fork', '--mount-proc'],
    '--kill-child',
  );

  test('runs steps there', async () => {
    const { run } = openShell();
    expect((await run('ip -o link | cut -d: -f2; echo $((1 + 1))')).out).toBe(' lo\n2\n');
    expect(await run('sleep 30', { limitMs: 200 })).toMatchObject({ end: 'deadline 200' });
  });

  test('leaves nothing behind', async () => {
    const { run, session, folder } = openShell();
    await run(`sleep 43 & readlink /proc/self/ns/pid >${folder}/namespace`);
    await session.close();
    const namespace = readFileSync(`${folder}/namespace`, 'utf8').trim();
    const left = readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/ns/pid`) === namespace;
      } catch {
        return false;
      }
    });
    expect(left).toEqual([]);
  });
});

test('an agent that is killed takes the shell of the page with it, and its files', async () => {
  const { observe, run, folder, session } = remoteShell('env', path).openShell();
  // The agent is the parent of the shell's parent.
  const { out } = await run(
    `sleep 44 & echo -n $! >${folder}/pid; ps -o ppid= -p "$(ps -o ppid= -p $$ | tr -d ' ')" | tr -d ' ' >${folder}/agent; echo -n "$__rb_d"`,
  );
  expect(existsSync(out)).toBe(true);
  const { ending } = await observe(`kill -KILL $(cat ${folder}/agent); sleep 45`);
  expect(['no-shell', 'shell-exited']).toContain(ending.kind);
  expect(session.isLost).toBe(true);
  await expectGone(readPid(`${folder}/pid`));
  expect(await pollUntil(() => !existsSync(out), 30_000)).toBe(true);
});

test('a target without a place for its files is refused in words', async () => {
  const { openShell } = remoteShell('env', '--ignore-environment', 'PATH=/nosuch', '/bin/env');
  expect(await openShell().session.start()).toMatch(/^Cannot start the shell with `env /);
});

test('a start that is given up leaves no file on the target', async () => {
  const scratch = await scratchFolder();
  for (let round = 0; round < 12; round += 1) {
    const interruption = new AbortController();
    const { session } = remoteShell('env', `TMPDIR=${scratch}`).openShell({
      signal: interruption.signal,
    });
    await pause(round);
    interruption.abort();
    await session.close();
    expect({ round, left: readdirSync(scratch) }).toEqual({ round, left: [] });
  }
});
