// The relay: a process in the network of one node. Reads a plan a line from stdin, carries it out, and says `ok`; it
// ends with its stdin. `plan.ts` says how packets come to it.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket as Stream } from 'node:net';
import { createInterface } from 'node:readline';
import { ports } from '../../layout.ts';
import type { RelayEffect, RelayedPeer, RelayPlan } from './plan.ts';

type Relayed = { peer: RelayedPeer; readonly close: () => void };

const relayed = new Map<string, Relayed>();

/** The effects are read at every packet, so a plan with other numbers changes what is on its way already. */
async function carryOut({ address, peers }: RelayPlan): Promise<void> {
  for (const [key, { close }] of relayed) {
    if (peers.some((peer) => keyOf(peer) === key)) continue;
    close();
    relayed.delete(key);
  }
  for (const peer of peers) {
    const known = relayed.get(keyOf(peer));
    if (known === undefined) relayed.set(keyOf(peer), await open(address, peer));
    else known.peer = peer;
  }
}

function keyOf({ peer, port, alias }: RelayedPeer): string {
  return `${peer} ${port} ${alias}`;
}

async function open(address: string, first: RelayedPeer): Promise<Relayed> {
  const streams = new Set<Stream>();
  const taking = await bound(address, first.port);
  // The node may have its own port on every address, so this is another; the rules set it right.
  const giving = await bound(first.alias, first.port);
  const server = createServer((inner) => join(inner, address, opened, streams));
  const opened: Relayed = {
    peer: first,
    close() {
      taking.close();
      giving.close();
      server.close();
      for (const stream of streams) stream.destroy();
    },
  };
  taking.on('message', (bytes) => {
    for (const delay of passages(opened.peer.inward)) {
      setTimeout(() => {
        if (relayed.get(keyOf(opened.peer)) === opened) giving.send(bytes, ports.swim, address);
      }, delay);
    }
  });
  await listening(server, address, first.port);
  return opened;
}

/** When each copy of a datagram goes on, in milliseconds from now. */
function passages(effect: RelayEffect): readonly number[] {
  const held = Math.random() < effect.reorder ? effect.reorderMs : 0;
  const delay = effect.delayMs + Math.random() * effect.jitterMs + held;
  return Math.random() < effect.duplicate ? [delay, delay + 1] : [delay];
}

function join(outer: Stream, address: string, opened: Relayed, streams: Set<Stream>): void {
  const inner = connect({
    host: address,
    port: ports.http,
    localAddress: opened.peer.alias,
    noDelay: true,
  });
  outer.setNoDelay(true);
  const ends = [outer, inner] as const;
  for (const end of ends) {
    streams.add(end);
    end.on('error', () => undefined);
    end.on('close', () => {
      streams.delete(end);
      for (const other of ends) other.destroy();
    });
  }
  pass(outer, inner, () => opened.peer.inward);
  pass(inner, outer, () => opened.peer.outward);
}

/** A stream arrives whole and in order: a packet that is held back holds back those behind it. */
function pass(from: Stream, to: Stream, effect: () => RelayEffect): void {
  let due = 0;
  const later = (action: () => void): void => {
    const { delayMs, jitterMs } = effect();
    const now = performance.now();
    due = Math.max(due, now + delayMs + Math.random() * jitterMs);
    setTimeout(action, due - now);
  };
  from.on('data', (bytes) => later(() => to.writable && to.write(bytes)));
  from.on('end', () => later(() => to.end()));
}

async function bound(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  const listens = once(socket, 'listening');
  socket.bind(port, address);
  await listens;
  socket.on('error', () => undefined);
  return socket;
}

async function listening(server: Server, address: string, port: number): Promise<void> {
  server.listen(port, address);
  await once(server, 'listening');
  server.on('error', () => undefined);
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    await carryOut(JSON.parse(line) as RelayPlan);
    process.stdout.write('ok\n');
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}
process.exit(0);
