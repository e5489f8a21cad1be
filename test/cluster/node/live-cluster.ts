/** A cluster of real processes on loopback addresses of its own, for tests. Everything it starts ends with the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endpoints, type ResponseOf, readyLine } from '../../../cluster/api/contract.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { requireDeclared } from '../api/declared-errors.ts';

const engram = fileURLToPath(new URL('../../../ops/bin/engram', import.meta.url));

export type Answer = { readonly status: number; readonly body: unknown; readonly headers: Headers };

export class LiveNode {
  readonly id: string;
  readonly url: string;
  readonly configPath: string;
  readonly dataFolder: string;
  /** Which release its next start runs; null for the newest. */
  release: string | null = null;
  /** Sent with every request of `ask` that does not say otherwise. */
  defaultHeaders: Readonly<Record<string, string>> = {};
  #process: ChildProcess | null = null;
  #log = '';

  constructor(id: string, url: string, folder: string) {
    this.id = id;
    this.url = url;
    this.configPath = join(folder, `${id}.toml`);
    this.dataFolder = join(folder, `${id}-data`);
  }

  /** Resolves when the node has said that it is ready. */
  async start(): Promise<void> {
    const process_ = spawn(engram, ['start', '--config', this.configPath, '--exit-with-parent'], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...(this.release === null ? {} : { ENGRAM_RELEASE: this.release }),
      },
    });
    this.#process = process_;
    this.#log = '';
    process_.stderr.on('data', (text: Buffer) => {
      this.#log += text;
    });
    const lines = createInterface(process_.stdout);
    const [line] = await Promise.race([
      once(lines, 'line'),
      once(process_, 'exit').then(() => {
        throw new Error(`${this.id} ended before it was ready:\n${this.#log}`);
      }),
    ]);
    readyLine.parse(JSON.parse(String(line)));
  }

  get isRunning(): boolean {
    return (
      this.#process !== null && this.#process.exitCode === null && this.#process.signalCode === null
    );
  }

  /** Sends a signal and waits until the process is gone; resolves with its exit code, null after a kill. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const ending = this.#process;
    if (ending === null || !this.isRunning) return null;
    const exited = once(ending, 'exit');
    ending.kill(signal);
    await exited;
    return ending.exitCode;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(signal);
  }

  /** Closes its standard input, as the end of whoever started it would. */
  hangUp(): void {
    this.#process?.stdin?.end();
  }

  async waitForExit(deadlineMs: number): Promise<number | null> {
    await waitUntil(() => !this.isRunning, deadlineMs, `${this.id} to exit`);
    return this.#process?.exitCode ?? null;
  }

  /** Fails at an error that the contract does not declare for the operation. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.defaultHeaders,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type') === 'application/json';
    const answered: unknown = isJson ? JSON.parse(text) : text;
    requireDeclared({ method, path }, answered);
    return { status: response.status, body: answered, headers: response.headers };
  }

  async get<Name extends keyof typeof endpoints>(
    name: Name,
    path: string,
  ): Promise<ResponseOf<Name>> {
    const { status, body } = await this.ask('GET', path);
    if (status !== 200) throw new Error(`${path} of ${this.id}: ${status} ${JSON.stringify(body)}`);
    return (endpoints[name].response?.parse(body) ?? body) as ResponseOf<Name>;
  }

  /** What it has logged since its last start. */
  get log(): string {
    return this.#log;
  }
}

export class LiveCluster {
  readonly nodes: readonly LiveNode[];
  readonly #folder: string;

  constructor(nodes: readonly LiveNode[], folder: string) {
    this.nodes = nodes;
    this.#folder = folder;
  }

  node(index: number): LiveNode {
    const node = this.nodes[index];
    if (node === undefined) throw new Error(`There is no node ${index}.`);
    return node;
  }

  byId(id: string | null): LiveNode {
    const node = this.nodes.find((candidate) => candidate.id === id);
    if (node === undefined) throw new Error(`There is no node ${id}.`);
    return node;
  }

  async start(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
  }

  /** Resolves when every given node sees `count` members alive. */
  async waitForAlive(count: number, nodes: readonly LiveNode[] = this.nodes): Promise<void> {
    const sees = async (node: LiveNode): Promise<boolean> => {
      const { members } = await node.get('getMembers', '/api/v1/cluster/members');
      return members.filter(({ state }) => state === 'alive').length === count;
    };
    const all = async (): Promise<boolean> => (await Promise.all(nodes.map(sees))).every(Boolean);
    await waitUntil(all, 20_000, `${nodes.length} nodes to see ${count} members alive`);
  }

  /** `nodes`: those that run and found the cluster; the others come later. */
  async initialize(nodes: readonly LiveNode[] = this.nodes): Promise<void> {
    let said = '';
    // On a busy machine one of them may be suspected again just then; repeating it changes nothing.
    const isFounded = async (): Promise<boolean> => {
      await this.waitForAlive(nodes.length, nodes);
      const order = { expected_nodes: nodes.length };
      const answer = await this.node(0).ask('POST', '/api/v1/cluster/initialize', order);
      said = JSON.stringify(answer.body);
      if (![200, 409, 503].includes(answer.status)) throw new Error(`initialize: ${said}`);
      return answer.status === 200;
    };
    await waitUntil(isFounded, 60_000, 'the cluster to be founded').catch((cause: unknown) => {
      throw new Error(`initialize: ${said}`, { cause });
    });
  }

  async primaryOf(space: string, asked: LiveNode): Promise<string | null> {
    const { spaces } = await asked.get('getSpaces', '/api/v1/cluster/spaces');
    return spaces.find(({ id }) => id === space)?.primary_node ?? null;
  }

  /** Ends everything at once and removes the data. */
  async destroy(): Promise<void> {
    for (const node of this.nodes) node.signal('SIGCONT');
    await Promise.all(this.nodes.map((node) => node.end('SIGKILL')));
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export type ClusterOptions = {
  readonly profile?: 'default' | 'fast';
  /** More lines for the configuration of each node, tables included; may write files into the folder. */
  readonly more?: (node: { readonly host: string; readonly folder: string }) => Promise<string>;
  /** Names of the nodes are this and a number. Default: `node`. */
  readonly prefix?: string;
  /** Default: `http`. */
  readonly scheme?: 'http' | 'https';
};

/** Makes the files of a cluster; nothing runs yet. Call `destroy` when done. */
export async function makeCluster(
  count: number,
  options: ClusterOptions = {},
): Promise<LiveCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'engram-cluster-'));
  const network = `127.${1 + Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}`;
  const hosts = Array.from({ length: count }, (_, index) => `${network}.${10 + index}`);
  const seeds = hosts.map((host) => `"${host}:7946"`).join(', ');
  const nodes = await Promise.all(
    hosts.map(async (host, index) => {
      const node = new LiveNode(
        `${options.prefix ?? 'node'}-${index + 1}`,
        `${options.scheme ?? 'http'}://${host}:7432`,
        folder,
      );
      await writeFile(
        node.configPath,
        [
          `profile = "${options.profile ?? 'fast'}"`,
          `persistence.data_root = "${node.dataFolder}"`,
          `server.http_bind = "${host}"`,
          '[cluster]',
          'enabled = true',
          `node_id = "${node.id}"`,
          `discovery.seed_nodes = [${seeds}]`,
          `network.swim_bind = "${host}:7946"`,
          (await options.more?.({ host, folder })) ?? '',
        ].join('\n'),
      );
      return node;
    }),
  );
  return new LiveCluster(nodes, folder);
}
