// However a cluster ends, nothing of it is left.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { createOps, modes, type Ops, type Up } from './support/ops.ts';

const fast = ['--profile', 'fast', '--nodes', '3', '--json'];

async function freshOps(extra: Readonly<Record<string, string>> = {}): Promise<Ops> {
  const ops = await createOps(extra);
  onTestFinished(() => ops.dispose());
  return ops;
}

async function keeperOf(ops: Ops, name: string): Promise<number> {
  return JSON.parse(await readFile(join(ops.home, name, 'cluster.json'), 'utf8')).keeper.pid;
}

describe.each(modes)('in %s isolation', (mode) => {
  const up = ['cluster', 'up', '--isolation', mode, ...fast];

  test('down leaves nothing', async () => {
    const ops = await freshOps();
    await ops.json(up);
    expect(await ops.run(['cluster', 'down'])).toEqual({ code: 0, out: 'Ended engram\n', err: '' });
    await ops.expectNothingLeft();
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s in the middle of `up` leaves nothing',
    async (signal) => {
      const ops = await freshOps();
      const running = ops.start(up);
      await waitUntil(
        async () => (await readdir(ops.home)).includes('engram'),
        60_000,
        'the cluster to be claimed',
      );
      running.kill(signal);
      const { code, err } = await running.done;
      expect({ code, err }).toEqual({
        code: 130,
        err: 'engram-ops: Interrupted; everything was taken away again\n',
      });
      await ops.expectNothingLeft();
    },
  );

  test('SIGINT when hosts are up and nodes are starting leaves nothing', async () => {
    const ops = await freshOps();
    const running = ops.start(up);
    const enter = join(ops.home, 'engram', 'node-3', 'enter');
    await waitUntil(
      () =>
        readFile(enter).then(
          () => true,
          () => false,
        ),
      60_000,
      'the hosts to be up',
    );
    running.kill('SIGINT');
    expect((await running.done).code).toBe(130);
    await ops.expectNothingLeft();
  });

  test('`kill -9` of `up` ends the cluster, and the next command removes its folder', async () => {
    const ops = await freshOps();
    const running = ops.start(up);
    await waitUntil(
      async () => (await ops.processes()).length > 4,
      60_000,
      'processes of the cluster',
    );
    running.kill('SIGKILL');
    await running.done;
    await waitUntil(
      async () => (await ops.processes()).length === 0,
      60_000,
      'the leash to end everything',
    );
    expect(await ops.run(['cluster', 'list'])).toEqual({
      code: 0,
      out: 'No cluster is running\n',
      err: '',
    });
    await ops.expectNothingLeft();
  });

  test('`kill -9` of the supervisor ends the nodes, paused ones too, and the next command removes its folder', async () => {
    const ops = await freshOps();
    await ops.json(up);
    await ops.run(['node', 'pause', 'node-2']);
    process.kill(await keeperOf(ops, 'engram'), 'SIGKILL');
    await waitUntil(
      async () => (await ops.processes()).length === 0,
      60_000,
      'everything to die with its supervisor',
    );
    expect(await readdir(ops.home)).toEqual(['engram']);
    expect((await ops.run(['cluster', 'list'])).out).toBe('No cluster is running\n');
    await ops.expectNothingLeft();
  });

  test('down says so when the supervisor had died', async () => {
    const ops = await freshOps();
    await ops.json(up);
    process.kill(await keeperOf(ops, 'engram'), 'SIGKILL');
    await waitUntil(
      async () => (await ops.processes()).length === 0,
      60_000,
      'everything to die with its supervisor',
    );
    expect(await ops.run(['cluster', 'down', '--cluster', 'engram'])).toEqual({
      code: 0,
      out: 'Removed what engram left: its supervisor had died\n',
      err: '',
    });
    await ops.expectNothingLeft();
  });

  test('down ends a supervisor that does not listen', async () => {
    const ops = await freshOps();
    await ops.json(up);
    const supervisor = (
      await ops.shell(`grep -lsz "^ENGRAM_OPS_SUPERVISOR=${ops.home}$" /proc/[0-9]*/environ`)
    ).out;
    const pid = Number(/\/proc\/(\d+)\//.exec(supervisor)?.[1]);
    process.kill(pid, 'SIGSTOP');
    expect((await ops.run(['cluster', 'down'])).code).toBe(0);
    await ops.expectNothingLeft();
  });

  test('a cluster ends by itself when its time is over', async () => {
    const ops = await freshOps();
    await ops.json([...up, '--ttl', '3s']);
    await ops.expectNothingLeftWithin(20_000);
  });

  test('a node that does not start takes everything away again and shows its log', async () => {
    const ops = await freshOps({
      ENGRAM_BIN: join(import.meta.dirname, 'support', 'broken-engram'),
    });
    const { code, err } = await ops.run(up);
    expect(code).toBe(3);
    expect(err).toBe(
      'engram-ops: `engram` on node-1 ended with exit code 9 before it served\n' +
        '  broken on purpose\n' +
        'hint: mend what its log says, then start it again\n',
    );
    await ops.expectNothingLeft();
  });

  test('two clusters run side by side, and the end of one leaves the other alone', async () => {
    const ops = await freshOps();
    const [one, two] = await Promise.all([ops.json<Up>(up), ops.json<Up>(up)]);
    expect([one.cluster, two.cluster].sort()).toEqual(['engram', 'engram-2']);
    const ask = (cluster: string, id: string) =>
      ops.run([
        'cluster',
        'exec',
        '--cluster',
        cluster,
        '--',
        'ssh',
        id,
        'curl -fsS http://localhost:7432/health',
      ]);
    for (const cluster of ['engram', 'engram-2']) {
      expect(JSON.parse((await ask(cluster, 'node-2')).out)).toMatchObject({ node_id: 'node-2' });
    }
    expect((await ops.run(['node', 'kill', 'node-2', '--cluster', 'engram'])).code).toBe(0);
    expect((await ask('engram', 'node-2')).code).toBe(7);
    expect((await ask('engram-2', 'node-2')).code).toBe(0);
    const unsaid = await ops.run(['cluster', 'status']);
    expect(unsaid).toEqual({
      code: 2,
      out: '',
      err:
        'engram-ops: Several clusters are running: `engram`, `engram-2`\n' +
        'hint: say which one with --cluster NAME or ENGRAM_CLUSTER\n',
    });
    expect((await ops.run(['cluster', 'down', '--cluster', 'engram'])).code).toBe(0);
    expect((await ask('engram-2', 'node-3')).code).toBe(0);
    expect((await ops.run(['cluster', 'status'])).code).toBe(0);
  });
});

test('a namespace cluster and a loopback cluster run side by side', async () => {
  const ops = await freshOps();
  const [one, two] = await Promise.all(
    modes.map((mode) =>
      ops.json<Up>(['cluster', 'up', '--isolation', mode, '--name', mode, ...fast]),
    ),
  );
  expect([one?.isolation, two?.isolation]).toEqual(['namespace', 'loopback']);
});

test('homes do not see each other', async () => {
  const [one, two] = [await freshOps(), await freshOps()];
  await one.json(['cluster', 'up', '--isolation', 'loopback', ...fast]);
  expect((await two.run(['cluster', 'list'])).out).toBe('No cluster is running\n');
  const other = await two.json<Up>(['cluster', 'up', '--isolation', 'loopback', ...fast]);
  expect(other.cluster).toBe('engram');
  expect((await two.run(['cluster', 'down', '--all'])).out).toBe('Ended engram\n');
  expect((await one.run(['cluster', 'status'])).code).toBe(0);
});

test('clusters that start at the same time get different names and addresses', async () => {
  const ops = await freshOps();
  const words = [
    'cluster',
    'up',
    '--isolation',
    'loopback',
    '--no-start',
    '--nodes',
    '1',
    '--json',
  ];
  const ups = await Promise.all(Array.from({ length: 6 }, () => ops.json<Up>(words)));
  expect(new Set(ups.map(({ cluster }) => cluster)).size).toBe(6);
  expect(new Set(ups.map(({ nodes }) => nodes[0]?.url)).size).toBe(6);
});

test('a name that is taken is refused', async () => {
  const ops = await freshOps();
  const words = ['cluster', 'up', '--no-start', '--name', 'mine', '--nodes', '1'];
  expect((await ops.run(words)).code).toBe(0);
  expect(await ops.run(words)).toEqual({
    code: 2,
    out: '',
    err:
      'engram-ops: Unexpected name `mine`: a cluster of that name exists\n' +
      'hint: take it down with `engram-ops cluster down --cluster mine` or choose another --name\n',
  });
});
