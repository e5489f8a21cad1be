/**
 * One simulated node: a host with a disk and an address, and the process on it. The process is the real one, started by
 * `startNode`; only what it is handed is simulated.
 */

import type { HttpServerOptions } from '../../../../cluster/api/server.ts';
import { configFile } from '../../../../cluster/config/schema.ts';
import { composeConfig, type NodeConfig } from '../../../../cluster/config.ts';
import type { LogFields, Logger, LogLevel } from '../../../../cluster/io/logger.ts';
import { MemoryDisk } from '../../../../cluster/io/memory-disk.ts';
import { createSeededRandom, type Random } from '../../../../cluster/io/random.ts';
import type { NodeId } from '../../../../cluster/model/ids.ts';
import { newestRelease } from '../../../../cluster/model/release.ts';
import { type RunningNode, startNode } from '../../../../cluster/node.ts';
import { ask, type ClientAnswer } from './ask.ts';
import { type DiskFault, ProcessDisk } from './disk.ts';
import type { Mutant } from './mutant.ts';
import type { SimulatedNetwork } from './network.ts';
import type { SimulatedRequests } from './requests.ts';
import type { Timeline } from './timeline.ts';

export type NodeWorld = {
  readonly timeline: Timeline;
  readonly network: SimulatedNetwork;
  readonly requests: SimulatedRequests;
  readonly random: Random;
  readonly seeds: readonly string[];
  readonly mutant: Mutant | null;
  readonly syncMsMax: () => number;
  /** A node says something in its log. */
  readonly onLog: (node: NodeId, event: string, fields: LogFields) => void;
  readonly onStart: (node: NodeId) => void;
  /** A node has ended or stalls. */
  readonly onChanged: () => void;
  /** A node cannot go on. */
  readonly onFatal: (node: NodeId, reason: string) => void;
};

type OwnProcess = {
  isAlive: boolean;
  pausedUntil: number;
  readonly wallOffsetMs: () => number;
  isStopping: boolean;
  server: HttpServerOptions | null;
  /** Tell clients that wait for an answer that none will come. */
  readonly hangUps: Set<() => void>;
  running: RunningNode | null;
};

export class SimulatedNode {
  readonly id: NodeId;
  readonly host: string;
  disk = new MemoryDisk();
  /** Ids of memories that are in durable bytes of its log; never fewer than there really are. */
  readonly durable = new Set<string>();
  /** What is wrong with its disk, until its process ends of it. */
  diskFault: DiskFault | null = null;
  /** The clock of its host is off by that much, milliseconds. */
  wallOffsetMs = 0;
  /** It and its disk are gone for good. */
  isLost = false;
  readonly config: NodeConfig;
  readonly #world: NodeWorld;
  #process: OwnProcess | null = null;
  #hasStarted = false;
  #isRetired = false;

  constructor(number: number, world: NodeWorld) {
    this.id = `node-${number}`;
    this.host = `10.0.0.${number}`;
    this.#world = world;
    this.config = nodeConfig(this.id, this.host, world);
  }

  /** Its process is there and has not begun to stop. */
  get isUp(): boolean {
    return this.#process?.isAlive === true && !this.#process.isStopping;
  }

  get pausedUntil(): number {
    return this.#process?.pausedUntil ?? 0;
  }

  get isGone(): boolean {
    return this.#process?.isAlive !== true;
  }

  /** There is something on its disk. */
  get hasData(): boolean {
    return this.#hasStarted && !this.isLost;
  }

  /** It was told to go for good. */
  get isRetired(): boolean {
    return this.#isRetired;
  }

  start(): void {
    this.#hasStarted = true;
    const process: OwnProcess = {
      pausedUntil: 0,
      wallOffsetMs: () => this.wallOffsetMs,
      isAlive: true,
      hangUps: new Set(),
      isStopping: false,
      server: null,
      running: null,
    };
    this.#process = process;
    this.#world.timeline.note(`start ${this.id}`);
    this.#world.onStart(this.id);
    void this.#start(process);
  }

  /** The power goes: what was not synced is lost, in part. */
  crash(): void {
    this.#end('crash');
    this.disk.crash(this.#world.random);
    if (this.#world.mutant === 'forgets-everything') this.disk = new MemoryDisk();
  }

  /** The process is killed; its host goes on, and keeps what was written. */
  kill(): void {
    const process = this.#process;
    this.#end('kill');
    if (process !== null) this.#world.requests.reset(process);
  }

  /** The process ends in good order. */
  stop(): void {
    const process = this.#process;
    if (process === null || process.isStopping || process.running === null) return;
    process.isStopping = true;
    this.#world.timeline.note(`stop ${this.id}`);
    void process.running.stop().then(() => {
      if (this.#process === process && process.isAlive) this.kill();
    });
  }

  /** Its process gets no processor for a while. */
  pause(forMs: number): void {
    if (this.#process === null) return;
    this.#process.pausedUntil = this.#world.timeline.now + forMs;
    this.#world.onChanged();
  }

  /** A client's request; null if the node is gone before it answers. */
  async request(method: string, url: string, body?: unknown): Promise<ClientAnswer | null> {
    const process = this.#process;
    if (process?.isAlive !== true || process.server === null) return null;
    const { handle } = process.server;
    return await new Promise((resolve) => {
      const hangUp = (): void => resolve(null);
      process.hangUps.add(hangUp);
      this.#world.timeline.afterIn(process, 0, () => {
        void ask(handle, { method, url, body }).then((answer) => {
          if (process.hangUps.delete(hangUp)) resolve(answer);
        });
      });
    });
  }

  #end(how: string): void {
    const process = this.#process;
    if (process !== null) {
      process.isAlive = false;
      for (const hangUp of process.hangUps) hangUp();
      process.hangUps.clear();
    }
    this.#world.timeline.note(`${how} ${this.id}`);
    this.#world.onChanged();
  }

  async #start(process: OwnProcess): Promise<void> {
    const { timeline, network, requests, random, mutant, onFatal, syncMsMax } = this.#world;
    const clock = timeline.clockOf(process, 1_000 * (1 + Math.floor(random.fraction() * 1_000)));
    const own = createSeededRandom(Math.floor(random.fraction() * 2 ** 32));
    const fail = (reason: string): void => {
      if (!process.isAlive) return;
      this.kill();
      // What a broken disk is for a node, its supervisor mends.
      if (this.diskFault === null) onFatal(this.id, reason);
      this.diskFault = null;
    };
    const disk = new ProcessDisk({
      disk: this.disk,
      process,
      clock,
      random: own,
      syncMsMax,
      onDurable: (bytes) => this.#noteDurable(bytes),
      fault: () => this.diskFault,
      lies: mutant === 'confirms-before-sync',
    });
    try {
      await this.#noteSurvivors();
      process.running = await startNode(this.config, {
        clock,
        disk,
        edges: {
          serve: async (options) => {
            process.server = options;
            return requests.serve(process, options);
          },
          openDatagrams: async (bind) => network.open(process, bind),
          callPeers: (options) => requests.caller(process, clock, options),
          sampleLoad: () => ({ sample: async () => noLoad }),
        },
        logger: this.#logger(process),
        random: own,
        release: newestRelease,
        faults: null,
        onStopRequested: () => {
          this.#isRetired = true;
          this.stop();
        },
        onFatal: fail,
      });
    } catch (thrown) {
      fail(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    }
  }

  /** What a start finds on the disk is durable, whether it was synced or not. */
  async #noteSurvivors(): Promise<void> {
    const folder = '/data/wal';
    for (const name of await this.disk.list(folder))
      this.#noteDurable(await this.disk.read(`${folder}/${name}`));
  }

  #noteDurable(bytes: Uint8Array): void {
    for (const [, id] of Buffer.from(bytes)
      .toString('latin1')
      .matchAll(/"id":"(m-\d+)"/g))
      if (id !== undefined) this.durable.add(id);
  }

  #logger(process: OwnProcess): Logger {
    const log =
      (level: LogLevel) =>
      (event: string, fields: LogFields = {}) => {
        if (!process.isAlive) return;
        this.#world.timeline.note(`log ${this.id} ${level} ${event}`);
        this.#world.onLog(this.id, event, fields);
      };
    const logger: Logger = {
      debug: () => undefined,
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
      child: () => logger,
    };
    return logger;
  }
}

const noLoad = { cpuPct: null, ioWaitPct: null, memoryUsedPct: null, diskUsedPct: null };

function nodeConfig(id: NodeId, host: string, { seeds, mutant }: NodeWorld): NodeConfig {
  const file = configFile.parse({
    profile: 'fast',
    cluster: {
      enabled: true,
      node_id: id,
      network: { swim_bind: `${host}:7946` },
      discovery: { seed_nodes: seeds },
      replication: {
        factor: 2,
        ...(mutant === 'acknowledges-alone' ? { ack_mode: 'async' } : {}),
      },
    },
    persistence: { data_root: '/data', segment_bytes: 16_384, checkpoint_bytes: 32_768 },
    consolidation: { interval: '4s', min_episodes: 2 },
  });
  return composeConfig(file, { env: {}, flags: {} });
}
