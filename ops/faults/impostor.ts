// A second process with the id of a node, at an address of its own: what a copied configuration file does.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { nodeFiles, ports } from '../layout.ts';
import type { Cluster } from '../supervisor/cluster.ts';
import { nodeConfig } from '../supervisor/node-config.ts';

/** Host number of the impostor's address; no node has it. */
const hostNumber = 250;
/** Milliseconds for the process to go after SIGKILL. */
const endDeadline = 10_000;

export class Impostor {
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly address: string;

  private constructor(folder: string, child: ChildProcess, address: string) {
    this.#folder = folder;
    this.#child = child;
    this.address = address;
  }

  static async start({ record, folder }: Cluster, id: string): Promise<Impostor> {
    const host = record.hosts.find((candidate) => candidate.id === id);
    if (host === undefined) throw new Failure('usage', `Unexpected node \`${id}\``);
    const address = host.address.replace(/\d+$/, String(hostNumber));
    if (record.isolation === 'namespace') await addAddress(address);
    const own = join(folder, `impostor-of-${id}`);
    mkdirSync(own, { recursive: true });
    const config = join(own, 'engram.toml');
    writeFileSync(
      config,
      nodeConfig(record.profile, record.hosts, { ...host, address }, { data: join(own, 'data') }),
    );
    const log = openSync(join(own, 'log.jsonl'), 'a', 0o600);
    const child = spawn(
      process.env['ENGRAM_BIN'] ?? nodeFiles(folder, id).engram,
      ['start', '--config', config, '--exit-with-parent'],
      {
        env: {
          ...process.env,
          ENGRAM_DATA_DIR: join(own, 'data'),
          ENGRAM_HTTP_BIND: address,
          ENGRAM_SWIM_BIND: `${address}:${ports.swim}`,
          ENGRAM_CLUSTER_ADVERTISE_ADDR: `${address}:${ports.swim}`,
          ENGRAM_HOSTS: join(folder, 'hosts'),
        },
        stdio: ['pipe', 'ignore', log],
      },
    );
    closeSync(log);
    child.stdin?.on('error', () => {});
    child.on('error', () => {});
    return new Impostor(own, child, address);
  }

  /** How its process is. */
  get state(): string {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return 'running';
    return `ended with exit code ${exitCode ?? signalCode}`;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit', { signal: AbortSignal.timeout(endDeadline) });
      this.#child.kill('SIGKILL');
      await gone.catch(() => undefined);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The address stays until the cluster ends: nobody else has it. */
async function addAddress(address: string): Promise<void> {
  const ip = spawn('ip', ['address', 'replace', `${address}/24`, 'dev', 'br0'], {
    stdio: 'ignore',
  });
  const [code] = (await once(ip, 'exit')) as [number | null];
  if (code !== 0) throw new Failure('could-not', `Could not add the address ${address}`);
}
