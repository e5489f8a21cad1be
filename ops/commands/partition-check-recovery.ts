// `partition check-recovery`: after a split has healed, every acknowledged write is there and all copies are equal. Exit
// code 1 if not, 3 if it cannot be said.
import { readFileSync } from 'node:fs';
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { Failure } from '../failure.ts';
import { examine, type Nodes, type Verdict } from '../load/examine.ts';
import { readHistory, type WriteOperation, writesOf } from '../load/history.ts';
import { ask } from '../node-api.ts';
import { green, print, printJson, red } from '../output.ts';
import {
  type Check,
  checkConvergence,
  checkSequences,
  phasesOf,
  readMoment,
  type Window,
} from '../partition/recovery.ts';
import { liveNodes } from '../state/live-nodes.ts';
import { type OnClusterOptions, onCluster } from './on-cluster.ts';

type Convergence = ResponseOf<'getConvergence'>;

export type RecoveryOptions = OnClusterOptions & {
  readonly history?: readonly string[];
  readonly baseline?: string;
  readonly before?: string;
  readonly after?: string;
};

export async function partitionCheckRecovery(options: RecoveryOptions): Promise<number> {
  const window = {
    before: readMoment(options.before, '--before'),
    after: readMoment(options.after, '--after'),
  };
  if (options.history === undefined && options.baseline === undefined) {
    throw new Failure('usage', 'Expected something to compare with: --history or --baseline', {
      hint: 'a baseline is what `engram-ops convergence status --json` printed before the split was healed',
    });
  }
  const history = writesOf((options.history ?? []).flatMap(readHistory));
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  return await onCluster(options, async (url, chosen) => {
    const checks = [
      ...(options.history === undefined
        ? []
        : await checkHistory(history, window, await liveNodes(chosen))),
      ...(await checkCopies(url, baseline)),
    ];
    const failed = checks.filter(({ ok }) => !ok).length;
    if (options.json) printJson({ passed: failed === 0, checks });
    else print(describe(checks, failed));
    return failed === 0 ? 0 : 1;
  });
}

async function checkCopies(url: string, baseline: Convergence | undefined): Promise<Check[]> {
  const now = await ask(url, '/api/v1/cluster/convergence');
  return [
    checkConvergence(now),
    ...(baseline === undefined ? [] : [checkSequences(baseline, now)]),
  ];
}

async function checkHistory(
  history: readonly WriteOperation[],
  window: Window,
  nodes: Nodes,
): Promise<Check[]> {
  const phases = phasesOf(history, window);
  if (phases.every(({ acknowledged }) => acknowledged.length === 0)) {
    throw new Failure(
      'could-not',
      'No write was acknowledged in that time, so there is nothing to check',
      {
        hint: 'give --before and --after as `date +%s` prints them, or leave them out',
      },
    );
  }
  const checks: Check[] = [];
  for (const { name, acknowledged } of phases) {
    const verdict = await examine({ acknowledged, refused: [] }, { nodes, everyCopy: true });
    checks.push({
      name,
      ok: verdict.lost === 0 && verdict.unread === 0,
      detail: detailOf(verdict),
    });
  }
  const refused = history.filter(({ outcome }) => outcome === 'fail');
  const denied = await examine({ acknowledged: [], refused }, { nodes, everyCopy: false });
  checks.push({
    name: 'refused writes are not there',
    ok: denied.contradicted === 0 && denied.unread === 0,
    detail: `${denied.contradicted} of ${refused.length} are`,
  });
  return checks;
}

function detailOf({ present, acknowledged, lost_reads, unread_reasons }: Verdict): string {
  const count = `${present} of ${acknowledged} present`;
  const [example] = [...lost_reads, ...unread_reasons];
  return example === undefined ? count : `${count}; ${example}`;
}

function describe(checks: readonly Check[], failed: number): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(
    ({ name, ok, detail }) =>
      `${ok ? green('ok  ') : red('FAIL')}  ${name.padEnd(width)}  ${detail}`,
  );
  const last = failed === 0 ? 'Nothing was lost' : `${failed} of ${checks.length} checks failed`;
  return [...lines, last].join('\n');
}

function readBaseline(path: string): Convergence {
  const hint = 'name a file with what `engram-ops convergence status --json` printed';
  try {
    const found = JSON.parse(readFileSync(path, 'utf8')) as Partial<Convergence>;
    if (Array.isArray(found.per_space) && found.per_space.length > 0) return found as Convergence;
  } catch (error) {
    throw new Failure(
      'usage',
      `Could not read the baseline \`${path}\`: ${(error as Error).message}`,
      {
        hint,
      },
    );
  }
  throw new Failure('usage', `The baseline \`${path}\` names no space`, { hint });
}
