// `capacity plan`: how many nodes a load needs. The figures are given, or those of a cluster with --current-load.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { type Measured, measure } from '../capacity/measured.ts';
import {
  cautions,
  type Plan,
  type PlanInput,
  type Projection,
  planFor,
  project,
  shortfalls,
} from '../capacity/plan.ts';
import { type Trigger, triggersOf } from '../capacity/triggers.ts';
import { resources, type Usage, utilisationTarget } from '../capacity/usage.ts';
import { Failure } from '../failure.ts';
import { askPath } from '../node-api.ts';
import { green, print, printJson, red, table, yellow } from '../output.ts';
import { type Target, withTargets } from '../targets.ts';

export type CapacityOptions = {
  readonly nodes?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly disk?: string;
  readonly ioWait?: string;
  readonly currentLoad?: boolean;
  readonly growth: string;
  readonly targetNodes?: string;
  readonly replicas: string;
  readonly ask?: string;
  readonly cluster?: string;
  readonly json?: boolean;
};

type Wanted = {
  readonly growth: number;
  readonly copies: number;
  readonly target: number | undefined;
};

/** Exit code 0, or 1 if --target-nodes are not enough. */
export async function capacityPlan(options: CapacityOptions): Promise<number> {
  const wanted = {
    growth: readNumber(options.growth, '--growth', { above: 0, most: 1_000 }),
    copies: readCount(options.replicas, '--replicas'),
    target:
      options.targetNodes === undefined
        ? undefined
        : readCount(options.targetNodes, '--target-nodes'),
  };
  if (!options.currentLoad) return answer(readGiven(options), wanted, options);
  const given = figureOptions.filter((name) => options[name] !== undefined);
  if (given.length > 0) {
    throw new Failure('usage', 'Unexpected figures beside --current-load, which asks for them', {
      hint: 'leave out --nodes, --cpu, --memory, --disk and --io-wait, or --current-load',
    });
  }
  const { ask: nodes, cluster, json } = options;
  const addressed = {
    ...(nodes === undefined ? {} : { nodes }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(json === undefined ? {} : { json }),
  };
  return await withTargets(addressed, async (targets) =>
    answer(measure(await firstAnswer(targets)), wanted, options),
  );
}

const figureOptions = ['nodes', 'cpu', 'memory', 'disk', 'ioWait'] as const;

function answer(
  measured: Measured,
  { growth, copies, target }: Wanted,
  options: CapacityOptions,
): number {
  const { nodes, usage, ioWait, absent } = measured;
  const input: PlanInput = { nodes, usage, growth, copies };
  const plan = planFor(input);
  const projection = project(input, target ?? plan.nodesNeeded);
  const triggers = triggersOf(usage, ioWait);
  const missing = target === undefined ? [] : shortfalls(input, target);
  const enough = target === undefined ? null : missing.length === 0;
  const warnings = [
    ...absent.map((sentence) => `${sentence}: the others carry its load`),
    ...triggers.flatMap(describeTrigger),
    ...cautions(projection),
  ];
  if (options.json) {
    printJson({
      nodes,
      usage: inJson(usage),
      io_wait_pct: ioWait,
      growth,
      copies,
      nodes_needed: plan.nodesNeeded,
      decided_by: plan.decidedBy,
      needed_for: plan.neededFor,
      projected: {
        nodes: projection.nodes,
        usage: inJson(projection.used),
        usage_after_loss:
          projection.usedAfterLoss === null ? null : inJson(projection.usedAfterLoss),
        may_fail: projection.mayFail,
      },
      triggers: triggers.map(({ name, measured: value, above, level }) => ({
        name,
        measured_pct: value,
        above_pct: above,
        level,
      })),
      target_nodes: target ?? null,
      enough,
      shortfalls: missing,
      warnings,
    });
  } else {
    print(describe(input, plan.neededFor, projection));
    for (const warning of warnings) print(yellow(`note: ${warning}`));
    for (const reason of missing) print(`lacking: ${reason}`);
    print(verdictOf(input, plan, target, enough));
  }
  return enough === false ? 1 : 0;
}

function describe(
  { nodes, usage }: PlanInput,
  neededFor: Readonly<Record<keyof Usage, number>>,
  { nodes: count, used, usedAfterLoss }: Projection,
): string {
  const rows = resources.map((resource) => [
    resource,
    percent(usage[resource]),
    neededFor[resource],
    percent(used[resource]),
    usedAfterLoss === null ? undefined : percent(usedAfterLoss[resource]),
    `${utilisationTarget} %`,
  ]);
  return table(
    ['RESOURCE', `NOW ON ${nodes}`, 'NODES NEEDED', `THEN ON ${count}`, 'ONE LOST', 'TARGET'],
    rows,
  );
}

function verdictOf(
  { nodes, growth }: PlanInput,
  { nodesNeeded, decidedBy }: Plan,
  target: number | undefined,
  enough: boolean | null,
): string {
  const need = `${nodesNeeded} nodes needed for ${growth} times the load, decided by ${decidedBy}`;
  if (target !== undefined) {
    return enough
      ? green(`ENOUGH: ${target} nodes; ${need}`)
      : red(`NOT ENOUGH: ${target} nodes; ${need}`);
  }
  return `${need}; there are ${nodes}`;
}

function describeTrigger({ name, measured, above, level }: Trigger): readonly string[] {
  if (level === null || measured === null) return [];
  const fact = `trigger ${name}: ${percent(measured)} is above ${above} %`;
  if (name === 'io-wait') return [`${fact}; look at the disks before any node is removed`];
  if (level === 'emergency') return [`${fact}, an emergency; take load away first`];
  const what = level === 'act' ? 'act today' : 'add nodes';
  return [`${fact}; ${what} if it lasts for an hour`];
}

/** The answer of the first node that gives one; a failure only when none does. */
async function firstAnswer(targets: readonly Target[]): Promise<ResponseOf<'getNodes'>> {
  const reasons: string[] = [];
  for (const { node, url } of targets) {
    try {
      return await askPath<ResponseOf<'getNodes'>>(url, '/api/v1/cluster/nodes');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      reasons.push(`${node}: ${error.message}`);
    }
  }
  throw new Failure('could-not', 'No node says how busy the nodes are', { details: reasons });
}

function readGiven({ nodes, cpu, memory, disk, ioWait }: CapacityOptions): Measured {
  if (nodes === undefined || cpu === undefined || memory === undefined || disk === undefined) {
    throw new Failure('usage', 'Expected --nodes, --cpu, --memory and --disk, or --current-load', {
      hint: 'such as `engram-ops capacity plan --nodes 3 --cpu 60 --memory 55 --disk 40 --growth 2`',
    });
  }
  return {
    nodes: readCount(nodes, '--nodes'),
    usage: {
      processor: readPercent(cpu, '--cpu'),
      memory: readPercent(memory, '--memory'),
      disk: readPercent(disk, '--disk'),
    },
    ioWait: ioWait === undefined ? null : readPercent(ioWait, '--io-wait'),
    absent: [],
  };
}

function readCount(text: string, option: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Failure(
    'usage',
    `Unexpected ${option} \`${text}\`, expected a whole number from 1 to 9999`,
  );
}

const readPercent = (text: string, option: string): number =>
  readNumber(text, option, { above: undefined, most: 100 });

function readNumber(
  text: string,
  option: string,
  { above, most }: { readonly above: number | undefined; readonly most: number },
): number {
  const value = Number(text);
  const isNumber = /^\d{1,6}(?:\.\d{1,6})?$/.test(text);
  if (isNumber && value <= most && (above === undefined || value > above)) return value;
  const range = above === undefined ? `from 0 to ${most}` : `above ${above}, at most ${most}`;
  throw new Failure('usage', `Unexpected ${option} \`${text}\`, expected a number ${range}`);
}

function inJson(usage: Usage) {
  return { processor_pct: usage.processor, memory_pct: usage.memory, disk_pct: usage.disk };
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
