// From what the nodes of a cluster say about their hosts to what a plan starts from. Pure.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { Failure } from '../failure.ts';
import { resources, type Usage } from './usage.ts';

type Row = ResponseOf<'getNodes'>[number];

export type Measured = {
  /** Nodes that are alive: they carry the load. */
  readonly nodes: number;
  /** Of the busiest of them. */
  readonly usage: Usage;
  /** Null where no host has the figure. */
  readonly ioWait: number | null;
  /** Nodes that do not carry load now, with their state. */
  readonly absent: readonly string[];
};

const fields = {
  processor: 'cpu_pct',
  memory: 'memory_used_pct',
  disk: 'disk_used_pct',
} as const satisfies Record<(typeof resources)[number], keyof Row>;

/** Throws a failure if nobody is alive, or a figure of a node that is alive is missing: it may be the busiest one. */
export function measure(rows: readonly Row[]): Measured {
  const alive = rows.filter(({ state }) => state === 'alive');
  if (alive.length === 0) throw new Failure('could-not', 'No node is alive, expected at least one');
  for (const row of alive) {
    const missing = resources.find((resource) => row[fields[resource]] === null);
    if (missing === undefined) continue;
    throw new Failure('could-not', `${row.id} gives no figure of its ${missing}`, {
      hint: 'ask again when `engram-ops health` passes, or give --nodes, --cpu, --memory and --disk yourself',
    });
  }
  const busiest = (field: (typeof fields)[keyof typeof fields] | 'io_wait_pct'): number | null => {
    const known = alive.map((row) => row[field]).filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  return {
    nodes: alive.length,
    usage: {
      processor: busiest(fields.processor) ?? 0,
      memory: busiest(fields.memory) ?? 0,
      disk: busiest(fields.disk) ?? 0,
    },
    ioWait: busiest('io_wait_pct'),
    absent: rows
      .filter(({ state }) => state !== 'alive')
      .map(({ id, state }) => `${id} is ${state}`),
  };
}
