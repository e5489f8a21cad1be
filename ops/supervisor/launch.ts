// Starts a supervisor and holds it on a leash until the cluster is up. Whatever ends this command before that ends
// the cluster too: a failure, Ctrl-C, and by the leash even `kill -9`.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from '../failure.ts';
import { placeExists } from '../isolation/place.ts';
import { clusterFiles, programs } from '../layout.ts';
import { moveAway } from '../state/move-away.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from '../state/process.ts';
import { readRecord, writeRecord } from '../state/record.ts';
import { endLeftNodes } from '../state/sweep.ts';
import { waitUntil } from '../wait.ts';
import type { Order, SupervisorEvent } from './order.ts';

type Ready = Extract<SupervisorEvent, { event: 'ready' }>;

/** Milliseconds for a supervisor to take everything away by itself. */
const endDeadline = 10_000;

/** Resolves when the cluster is up; on failure everything is taken away before it rejects. */
export async function launchSupervisor(
  folder: string,
  order: Order,
  interrupted: Promise<never>,
): Promise<Ready> {
  const child = spawnSupervisor(folder, order.record.isolation === 'namespace');
  const keeper = child.pid === undefined ? undefined : identifyProcess(child.pid);
  try {
    if (keeper === undefined)
      throw new Failure('could-not', `The supervisor did not start: ${await deathOf(child)}`);
    const record = { ...order.record, keeper };
    writeRecord(folder, record);
    child.stdin?.write(`${JSON.stringify({ ...order, record })}\n`);
    const outcome = await Promise.race([firstEvent(child, folder), interrupted]);
    if (outcome.event === 'failed') throw new Failure(outcome.kind, outcome.message, outcome);
    writeRecord(folder, { ...outcome.record, phase: 'running' });
    child.stdin?.end('release\n');
    letGo(child);
    return outcome;
  } catch (error) {
    await takeAway(folder, { child, keeper, createdAt: order.record.createdAt });
    throw error;
  }
}

/** A cluster that shall go. */
export type Leaving = {
  /** Its supervisor, if it is a child of this process. */
  readonly child: ChildProcess | undefined;
  readonly keeper: ProcessIdentity | undefined;
  /** Of its record: by it a cluster is told from a later one of the same name. */
  readonly createdAt: number;
};

/**
 * Ends a supervisor that may not listen any more, and removes the state folder. Another command may sweep the folder as
 * soon as the supervisor is gone, and a third one take the name: what is there then is left alone.
 */
export async function takeAway(
  folder: string,
  { child, keeper, createdAt }: Leaving,
): Promise<void> {
  child?.stdin?.destroy();
  if (keeper !== undefined && !(await hasEnded(keeper, child === undefined ? 0 : endDeadline))) {
    process.kill(keeper.pid, 'SIGKILL');
    await hasEnded(keeper, endDeadline);
  }
  const record = readRecord(folder);
  if (record !== undefined && record.createdAt !== createdAt) return;
  if (record?.isolation === 'loopback') endLeftNodes(folder, record);
  if (record !== undefined)
    await waitUntil(() => !placeExists(record), { deadline: endDeadline, every: 5 });
  const isMeant = (found: typeof record): boolean => found?.createdAt === record?.createdAt;
  const rubbish = moveAway(dirname(folder), basename(folder), isMeant);
  if (rubbish !== undefined) rmSync(rubbish, { recursive: true, force: true, maxRetries: 5 });
}

/** True once the process is gone; false if it is not within `deadline` milliseconds. */
export function hasEnded(keeper: ProcessIdentity, deadline: number): Promise<boolean> {
  return waitUntil(() => !isAlive(keeper), { deadline, every: 5 });
}

function spawnSupervisor(folder: string, namespaces: boolean): ChildProcess {
  const files = clusterFiles(folder);
  writeFileSync(files.hosts, '');
  const log = openSync(files.supervisorLog, 'a', 0o600);
  const mark = `ENGRAM_OPS_SUPERVISOR=${dirname(folder)}`;
  const supervisor = ['env', mark, process.execPath, programs.main, 'supervise', folder];
  const flags = [
    '--user',
    '--map-root-user',
    '--net',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
  ];
  const words = namespaces
    ? ['unshare', ...flags, 'sh', programs.place, folder, ...supervisor]
    : supervisor;
  const [program = '', ...rest] = words;
  const child = spawn(program, rest, { detached: true, stdio: ['pipe', 'pipe', log] });
  closeSync(log);
  child.stdin?.on('error', () => {});
  child.on('error', () => {});
  return child;
}

function firstEvent(child: ChildProcess, folder: string): Promise<SupervisorEvent> {
  const { promise, resolve } = Promise.withResolvers<SupervisorEvent>();
  if (child.stdout === null) throw new Error('the supervisor has no stdout');
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => resolve(JSON.parse(line) as SupervisorEvent));
  child.once('close', (code, signal) =>
    resolve({
      event: 'failed',
      kind: 'could-not',
      message: `The supervisor ended before the cluster was up (${signal ?? `exit code ${code}`})`,
      details: lastLines(clusterFiles(folder).supervisorLog),
      hint: 'try `--isolation loopback`',
    }),
  );
  return promise;
}

function lastLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-12);
  } catch {
    return [];
  }
}

function deathOf(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once('error', (error) => resolve(error.message));
  child.once('exit', (code) => resolve(`exit code ${code}`));
  return promise;
}

function letGo(child: ChildProcess): void {
  child.stdout?.destroy();
  child.unref();
}
