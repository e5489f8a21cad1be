// What the proofs share: a cluster under load, something that happens to it, and the question what became of the writes.
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { createOps, type Ops, type Ran, type Running } from '../support/ops.ts';

export type Load = {
  readonly attempted: number;
  readonly ok: number;
  readonly fail: number;
  readonly unknown: number;
  readonly longest_gap_ms: number;
};

export type Verdict = {
  readonly acknowledged: number;
  readonly lost: number;
  readonly contradicted: number;
  readonly unread: number;
  readonly lost_reads: readonly string[];
};

export type Outcome = {
  readonly verdict: Verdict;
  /** Share of the operations that were acknowledged within their deadline, 0 to 1. A figure: how fast the machine is decides it too. */
  readonly availability: number;
  /** Seconds from the mending to a cluster that is healthy and converged. */
  readonly healed: number;
};

/** Seconds that the specification gives a healed cluster to converge. */
export const healLimit = 60;

export class Story {
  readonly ops: Ops;
  readonly #spaces: readonly string[];
  #chapter = 0;
  #probes = 0;

  private constructor(ops: Ops, spaces: readonly string[]) {
    this.ops = ops;
    this.#spaces = spaces;
  }

  /** `extra` is the environment of everything, the nodes included. */
  static async begin(
    up: readonly string[],
    extra: Readonly<Record<string, string>> = {},
  ): Promise<Story> {
    const ops = await createOps(extra);
    const spaces = ['space-0', 'space-1', 'space-2'];
    await ops.json(['cluster', 'up', '--profile', 'fast', '--spaces', '3', '--json', ...up]);
    return new Story(ops, spaces);
  }

  end(): Promise<void> {
    return this.ops.dispose();
  }

  /** Runs a command that has to succeed. */
  async do(...words: string[]): Promise<Ran> {
    const ran = await this.ops.run(words);
    expect(ran.code, `${words.join(' ')}\n${ran.err}${ran.out}`).toBe(0);
    return ran;
  }

  /** Asks a node over HTTP from the operator's place; the answer is status and body. */
  async ask(
    method: string,
    node: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const data =
      body === undefined
        ? []
        : ['-H', 'content-type: application/json', '-d', JSON.stringify(body)];
    const url = `http://${node}:7432${path}`;
    const curl = ['curl', '-s', '-m', '8', '-w', '\n%{http_code}', '-X', method, ...data, url];
    const { out } = await this.ops.run(['cluster', 'exec', '--', ...curl]);
    const lines = out.trimEnd().split('\n');
    const status = Number(lines.pop());
    const text = lines.join('\n');
    return { status, body: text === '' ? null : JSON.parse(text) };
  }

  /** Null while the asked node does not answer, or knows of none. */
  async primaryOf(space: string, asked = 'node-1'): Promise<string | null> {
    const { body } = await this.ask('GET', asked, '/api/v1/cluster/spaces');
    const { spaces = [] } = (body ?? {}) as {
      spaces?: { id: string; primary_node: string | null }[];
    };
    return spaces.find(({ id }) => id === space)?.primary_node ?? null;
  }

  /**
   * Two of five nodes of which no space has two copies, and the other three. A space that has two of its three copies on
   * the smaller side cannot be written on either side, by design: what those two acknowledged alone must not be lost.
   */
  async sides(): Promise<{
    readonly minority: readonly string[];
    readonly majority: readonly string[];
  }> {
    const { body } = await this.ask('GET', 'node-1', '/api/v1/cluster/spaces');
    const { spaces } = body as { spaces: { primary_node: string; replicas: string[] }[] };
    const nodes = ['node-1', 'node-2', 'node-3', 'node-4', 'node-5'];
    const pairs = nodes.flatMap((one, index) =>
      nodes.slice(index + 1).map((other) => [one, other]),
    );
    const minority = pairs.find((pair) =>
      spaces.every(({ primary_node, replicas }) => {
        const copies = [primary_node, ...replicas];
        return pair.filter((node) => copies.includes(node)).length < 2;
      }),
    );
    if (minority === undefined) throw new Error(`No such pair: ${JSON.stringify(spaces)}`);
    return { minority, majority: nodes.filter((node) => !minority.includes(node)) };
  }

  async waitForPrimary(space: string): Promise<string> {
    let primary: string | null = null;
    const isThere = async (): Promise<boolean> => {
      primary = await this.primaryOf(space);
      return primary !== null;
    };
    await waitUntil(isThere, 30_000, `a primary of ${space}`);
    return primary ?? '';
  }

  /** Until a node other than `before` says that it knows another primary. */
  async waitForAnotherPrimary(space: string, before: string): Promise<void> {
    const asked = before === 'node-1' ? 'node-2' : 'node-1';
    const isThere = async (): Promise<boolean> => {
      const primary = await this.primaryOf(space, asked);
      return primary !== null && primary !== before;
    };
    await waitUntil(isThere, 60_000, `another primary of ${space} than ${before}`);
  }

  /** Until one of `nodes` acknowledges a write to every space: that side is in service, whatever has happened. */
  async waitForService(nodes: readonly string[]): Promise<void> {
    for (const space of this.#spaces) {
      this.#probes += 1;
      const probe = `probe-${this.#probes}`;
      const body = { id: probe, content: probe, memory_space_id: space };
      let turn = 0;
      const isTaken = async (): Promise<boolean> => {
        const node = nodes[turn % nodes.length] ?? '';
        turn += 1;
        const { status } = await this.ask('POST', node, '/api/v1/memories/remember', body);
        return status === 200 || status === 201;
      };
      await waitUntil(isTaken, 60_000, `a write to ${space} on ${nodes.join(', ')}`);
    }
  }

  /** Until the load that runs has had `count` further writes to `space` acknowledged. */
  async waitForWrites(space: string, count: number): Promise<void> {
    const file = this.#historyOf(space);
    await waitForWrites(file, (await acknowledgedIn(file)) + count);
  }

  /** Writes to every space at `rate` while `happen` runs; then everything is mended, unless told not to, and every write looked for. */
  async underLoad(
    rate: number,
    happen: () => Promise<void>,
    { mend = true }: { readonly mend?: boolean } = {},
  ): Promise<Outcome> {
    this.#chapter += 1;
    const files = this.#spaces.map((space) => this.#historyOf(space));
    const loads = this.#spaces.map((space, index) => {
      const words = ['load', 'write', '--space', space, '--rate', String(rate), '--until-stopped'];
      return this.ops.start([...words, '--history', files[index] ?? '', '--json']);
    });
    try {
      for (const file of files) await waitForWrites(file, 10);
      await happen();
    } finally {
      for (const load of loads) load.kill('SIGTERM');
    }
    const summaries = await Promise.all(loads.map(summaryOf));
    if (mend) await this.do('fault', 'clear', '--all');
    const healed = mend ? await this.waitForHealth() : 0;
    const verdicts = [];
    for (const file of files) verdicts.push(await this.verify(file));
    const sum = (key: 'ok' | 'attempted'): number =>
      summaries.reduce((total, summary) => total + summary[key], 0);
    return { verdict: addUp(verdicts), availability: sum('ok') / sum('attempted'), healed };
  }

  #historyOf(space: string): string {
    const name = `${basename(this.ops.home)}-${this.#chapter}-${space}.jsonl`;
    return join(dirname(this.ops.home), name);
  }

  async verify(file: string): Promise<Verdict> {
    const ran = await this.ops.run(['history', 'verify', file, '--every-copy', '--json']);
    expect([0, 1], ran.err).toContain(ran.code);
    return JSON.parse(ran.out) as Verdict;
  }

  /** Seconds until the cluster's own health check passes. */
  async waitForHealth(): Promise<number> {
    const begin = performance.now();
    let last = '';
    const isHealthy = async (): Promise<boolean> => {
      const { code, out } = await this.ops.run(['health']);
      last = out;
      return code === 0;
    };
    await waitUntil(isHealthy, healLimit * 1_000, 'the cluster to be healthy').catch(() => {
      throw new Error(`Not healthy ${healLimit} s after it was mended:\n${last}`);
    });
    return (performance.now() - begin) / 1_000;
  }
}

/** One line of figures for whoever reads the log of the tests. */
export function tell(what: string, { verdict, availability, healed }: Outcome): void {
  const share = `${(availability * 100).toFixed(2)} %`;
  const figures = `${verdict.acknowledged} acknowledged, ${verdict.lost} lost`;
  process.stdout.write(
    `${what}: ${figures}, ${share} available, healthy ${healed.toFixed(1)} s after\n`,
  );
}

/** Nothing acknowledged is lost, nothing refused is there, and every read had an answer. */
export function expectNothingLost({ verdict }: Outcome): void {
  expect(verdict.lost_reads).toEqual([]);
  expect(verdict).toMatchObject({ lost: 0, contradicted: 0, unread: 0 });
  expect(verdict.acknowledged).toBeGreaterThan(0);
}

async function acknowledgedIn(file: string): Promise<number> {
  return (await readFile(file, 'utf8').catch(() => '')).split('"ok"').length - 1;
}

async function waitForWrites(file: string, count: number): Promise<void> {
  const hasThem = async (): Promise<boolean> => (await acknowledgedIn(file)) >= count;
  await waitUntil(hasThem, 30_000, `${count} acknowledged writes`);
}

async function summaryOf(load: Running): Promise<Load> {
  const { code, out, err } = await load.done;
  expect([0, 1], `load ended with ${code}\n${err}${out}`).toContain(code);
  return JSON.parse(out) as Load;
}

function addUp(verdicts: readonly Verdict[]): Verdict {
  const sum = (key: 'acknowledged' | 'lost' | 'contradicted' | 'unread'): number =>
    verdicts.reduce((total, verdict) => total + verdict[key], 0);
  return {
    acknowledged: sum('acknowledged'),
    lost: sum('lost'),
    contradicted: sum('contradicted'),
    unread: sum('unread'),
    lost_reads: verdicts.flatMap(({ lost_reads }) => lost_reads),
  };
}
