// The supervisor of one cluster: a detached process that lives as long as the cluster.
// Its stdin is the leash of the command that started it: one line with the order, then `release`. If the leash ends
// before that, the command is gone, and everything is taken away again. Its stdout has one JSON line per event.

import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Failure } from '../failure.ts';
import { FaultDesk } from '../faults/desk.ts';
import { bringUp } from './bring-up.ts';
import { type Cluster, createCluster, removeCluster } from './cluster.ts';
import { ControlServer } from './control-server.ts';
import type { Order, SupervisorEvent } from './order.ts';

/** Runs until the cluster ends; the exit code of the process. */
export async function supervise(folder: string): Promise<number> {
  const { promise: ended, resolve: end } = Promise.withResolvers<string>();
  const leash = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const order = JSON.parse((await leash.next()).value ?? 'null') as Order | null;
  if (order === null) return 3;
  let cluster: Cluster | undefined;
  try {
    void leash
      .next()
      .then(({ value }) => value === 'release' || end('the starting command is gone'));
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.on(signal, () => end(signal));
    cluster = await createCluster(order.record, folder, order.version);
    const control = new ControlServer(cluster, new FaultDesk(cluster), end);
    await control.listen();
    const ready = await Promise.race([bringUp(cluster, order), ended]);
    if (typeof ready === 'string') return 3;
    tell({ event: 'ready', record: cluster.record, nodes: ready });
    setTimeout(() => end('its time is over'), cluster.record.endsAt - Date.now()).unref();
    note(`ended: ${await ended}`);
    return 0;
  } catch (error) {
    tell(failureEvent(error));
    return 3;
  } finally {
    await removeCluster(cluster);
    rmSync(folder, { recursive: true, force: true });
  }
}

function failureEvent(error: unknown): SupervisorEvent {
  if (error instanceof Failure) {
    const { kind, message, hint, details } = error;
    return { event: 'failed', kind, message, details, ...(hint === undefined ? {} : { hint }) };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  note(stack);
  return {
    event: 'failed',
    kind: 'could-not',
    message: 'The supervisor failed',
    details: stack.split('\n'),
  };
}

function tell(event: SupervisorEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function note(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${text}\n`);
}
