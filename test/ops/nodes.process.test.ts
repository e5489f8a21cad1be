// The verbs on single nodes, by engram-ops and by the stand-ins of ssh, systemctl, journalctl and sudo.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOps, modes, type Ops, type Ran, type Status } from './support/ops.ts';

describe.each(modes)('nodes in %s isolation', (mode) => {
  let ops: Ops;
  const node = (...words: string[]): Promise<Ran> => ops.run(['node', ...words]);
  const place = (script: string, input?: string): Promise<Ran> =>
    ops.run(['cluster', 'exec', '--', 'bash', '-c', script], input);
  const stateOf = async (id: string) => {
    const status = await ops.json<Status>(['cluster', 'status', '--json']);
    return status.nodes.find((candidate) => candidate.id === id);
  };

  beforeAll(async () => {
    ops = await createOps();
    await ops.json([
      'cluster',
      'up',
      '--nodes',
      '3',
      '--isolation',
      mode,
      '--profile',
      'fast',
      '--json',
    ]);
  });
  afterAll(() => ops.dispose());

  test('kill ends a node at once and start brings it back, each once', async () => {
    expect(await node('kill', 'node-2')).toEqual({
      code: 0,
      out: 'node-2 killed (SIGKILL)\n',
      err: '',
    });
    expect(await stateOf('node-2')).toMatchObject({ state: 'stopped', exit_code: 137 });
    expect(await node('kill', 'node-2')).toEqual({
      code: 0,
      out: 'node-2 is already stopped\n',
      err: '',
    });
    expect(await node('start', 'node-2')).toEqual({ code: 0, out: 'node-2 is serving\n', err: '' });
    expect(await stateOf('node-2')).toMatchObject({ state: 'serving' });
    expect(await node('start', 'node-2')).toEqual({
      code: 0,
      out: 'node-2 is already running\n',
      err: '',
    });
  });

  test('stop ends a node in good order', async () => {
    expect(await node('stop', 'node-3')).toEqual({
      code: 0,
      out: 'node-3 stopped with exit code 0\n',
      err: '',
    });
    expect(await node('stop', 'node-3')).toEqual({
      code: 0,
      out: 'node-3 is already stopped\n',
      err: '',
    });
    expect((await node('start', 'node-3')).code).toBe(0);
  });

  test('a paused node answers nothing until it is resumed', async () => {
    expect(await node('pause', 'node-1')).toEqual({
      code: 0,
      out: 'node-1 paused (SIGSTOP)\n',
      err: '',
    });
    expect((await place('curl -sS --max-time 1 http://node-1:7432/health')).code).toBe(28);
    expect(await stateOf('node-1')).toMatchObject({ state: 'paused' });
    expect(await node('pause', 'node-1')).toEqual({
      code: 0,
      out: 'node-1 is already paused\n',
      err: '',
    });
    expect(await node('start', 'node-1')).toEqual({
      code: 3,
      out: '',
      err: 'engram-ops: `node-1` is paused\nhint: run `engram-ops node resume node-1` first\n',
    });
    expect(await node('resume', 'node-1')).toEqual({
      code: 0,
      out: 'node-1 resumed (SIGCONT)\n',
      err: '',
    });
    expect((await place('curl -fsS --max-time 5 http://node-1:7432/health')).code).toBe(0);
    expect(await node('resume', 'node-1')).toEqual({
      code: 0,
      out: 'node-1 is not paused\n',
      err: '',
    });
  });

  test('a paused node can be stopped and killed', async () => {
    await node('pause', 'node-2');
    expect(await node('stop', 'node-2')).toMatchObject({
      code: 0,
      out: 'node-2 stopped with exit code 0\n',
    });
    await node('start', 'node-2');
    await node('pause', 'node-2');
    expect(await node('kill', 'node-2')).toMatchObject({
      code: 0,
      out: 'node-2 killed (SIGKILL)\n',
    });
    expect((await node('start', 'node-2')).code).toBe(0);
  });

  test('a node that does not run cannot be paused', async () => {
    await node('stop', 'node-3');
    expect(await node('pause', 'node-3')).toEqual({
      code: 3,
      out: '',
      err: 'engram-ops: `node-3` is not running\nhint: run `engram-ops node start node-3` first\n',
    });
    await node('start', 'node-3');
  });

  test('an unknown node is a usage error that lists the nodes', async () => {
    expect(await node('kill', 'node-9')).toEqual({
      code: 2,
      out: '',
      err: 'engram-ops: Unexpected node `node-9`, expected one of `node-1`, `node-2`, `node-3`\n',
    });
  });

  test('a node that is killed from within is seen as stopped', async () => {
    const { code } = await place('ssh node-2 "kill -KILL \\$(pgrep engram)"');
    expect(code).toBe(0);
    await expect.poll(async () => (await stateOf('node-2'))?.state).toBe('stopped');
    expect((await place('ssh node-1 pgrep -c engram')).out).toBe('1\n');
    expect((await place('ssh node-2 pgrep engram')).code).toBe(1);
    await node('start', 'node-2');
  });

  test('ssh keeps the exit code and passes the input', async () => {
    expect(await place('ssh node-2 "cat; exit 7"', 'given')).toEqual({
      code: 7,
      out: 'given',
      err: '',
    });
    expect((await place('ssh -n -o BatchMode=yes -q root@node-2 cat', 'not read')).out).toBe('');
  });

  test('ssh does not hand on what is set where it is called', async () => {
    const { out } = await place('export SECRET=1; ssh node-2 \'echo "[$SECRET] $ENGRAM_NODE"\'');
    expect(out).toBe('[] node-2\n');
  });

  test('ssh to an unknown host fails as ssh does', async () => {
    expect((await place('ssh node-9 true')).code).toBe(255);
  });

  test('systemctl drives the node', async () => {
    const script = ['is-active', 'stop', 'is-active', 'start', 'is-active', 'restart', 'is-active']
      .map((verb) => `ssh node-3 sudo systemctl ${verb} engram; echo "${verb} $?"`)
      .join('\n');
    expect((await place(script)).out).toBe(
      'active\nis-active 0\nstop 0\ninactive\nis-active 3\nstart 0\nactive\nis-active 0\nrestart 0\nactive\nis-active 0\n',
    );
  });

  test('systemctl disable --now stops the node and is remembered until enable', async () => {
    const script = ['is-enabled', 'disable --now', 'is-active', 'is-enabled', 'enable --now']
      .map((verb) => `ssh node-3 sudo systemctl ${verb} engram; echo "${verb} $?"`)
      .join('\n');
    expect((await place(`${script}\nssh node-3 systemctl is-enabled engram`)).out).toBe(
      'enabled\nis-enabled 0\ndisable --now 0\ninactive\nis-active 3\ndisabled\nis-enabled 1\nenable --now 0\nenabled\n',
    );
    expect((await stateOf('node-3'))?.state).toBe('serving');
  });

  test('systemctl kill sends the signal it is told', async () => {
    expect((await place('ssh node-3 systemctl kill --signal=SIGKILL engram.service')).code).toBe(0);
    await expect.poll(async () => (await stateOf('node-3'))?.exit_code).toBe(137);
    await place('ssh node-3 systemctl start engram');
  });

  test('systemctl refuses what it does not know', async () => {
    expect(await place('ssh node-3 systemctl start postgresql')).toEqual({
      code: 5,
      out: '',
      err: 'Unit postgresql could not be found; test hosts have engram.service only.\n',
    });
    expect((await place('ssh node-3 systemctl mask engram')).code).toBe(1);
    expect((await place('systemctl start engram')).code).toBe(1);
  });

  test('a configuration error is shown by whoever starts the node', async () => {
    await node('stop', 'node-1');
    const config = join(ops.home, 'engram', 'node-1', 'engram.toml');
    const before = (await place('ssh node-1 cat "\\$ENGRAM_CONFIG"')).out;
    await writeFile(config, `${before}\n[cluster.swimm]\n`);
    const byService = await place('ssh node-1 sudo systemctl start engram');
    expect(byService.code).toBe(1);
    expect(byService.err).toContain('swimm');
    const byOps = await node('start', 'node-1');
    expect(byOps.code).toBe(3);
    expect(byOps.err).toContain('swimm');
    expect((await place('ssh node-1 journalctl -u engram -n 20 --no-pager')).out).toContain(
      'swimm',
    );
    await writeFile(config, before);
    expect((await node('start', 'node-1')).code).toBe(0);
  });

  test('journalctl shows the last lines of the log', async () => {
    const { out, code } = await place('ssh node-2 journalctl -u engram -n 2');
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(2);
  });

  test('sudo runs the command and keeps its exit code', async () => {
    expect(await place('sudo -n -u root NAME=value sh -c \'echo "$NAME"; exit 4\'')).toMatchObject({
      code: 4,
      out: 'value\n',
    });
    expect((await place('sudo -u nobody true')).code).toBe(1);
  });
});
