import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pollUntil } from '../../../runner/execute/poll.ts';
import { RemoteSession } from '../../../runner/execute/remote-session.ts';
import { testShell } from '../../conformance/shell.ts';
import { expectGone, isWritten, readPid } from '../../support/processes.ts';
import { createBench, remoteShell } from '../../support/shell.ts';
import { type SshServer, startSshServer } from '../../support/ssh-server.ts';

let server: SshServer;

beforeAll(async () => {
  server = await startSshServer();
});

afterAll(() => {
  server.stop();
});

const bench = createBench((options) => new RemoteSession({ ...options, prefix: server.prefix }));

describe('a shell behind ssh', () => {
  testShell(bench);
});

const foldersOfTarget = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => /^runbook-[\w-]+-\w{6}$/.test(name));

test('the runner hangs up: everything that the steps started ends, and no file stays', async () => {
  const before = foldersOfTarget();
  const { run, session, folder } = bench.openShell();
  await run(`sleep 41 & echo -n $! >${folder}/pid`);
  expect(foldersOfTarget().length).toBe(before.length + 1);
  await session.close();
  await expectGone(readPid(`${folder}/pid`));
  expect(foldersOfTarget()).toEqual(before);
});

test('a connection that breaks during a step cannot be judged, and the target cleans up', async () => {
  const before = foldersOfTarget();
  const { observe, folder, session } = bench.openShell();
  const running = observe(
    `echo begun; trap '' TERM HUP; sleep 42 & echo -n $! >${folder}/pid; wait`,
  );
  await pollUntil(() => isWritten(`${folder}/pid`), 30_000);
  server.killConnections();
  const { ending, stdout } = await running;
  expect(ending.kind).toBe('no-shell');
  expect('reason' in ending && ending.reason).toMatch(
    /^Unexpected end of the connection to the target: (exit code 255|.*closed.*)/,
  );
  expect(Buffer.from(stdout).toString()).toBe('begun\n');
  expect(session.isLost).toBe(true);
  await expectGone(readPid(`${folder}/pid`));
  expect(await pollUntil(() => foldersOfTarget().length === before.length, 30_000)).toBe(true);
});

test('a host that refuses is reported in the words of ssh', async () => {
  const shell = remoteShell(
    'ssh',
    '-F',
    'none',
    '-o',
    'BatchMode=yes',
    '-p',
    '1',
    '127.0.0.1',
  ).openShell();
  expect(await shell.session.start()).toBe(
    'Cannot start the shell with `ssh -F none -o BatchMode=yes -p 1 127.0.0.1 bash`: ssh: connect to host 127.0.0.1 port 1: Connection refused',
  );
});
