// `history verify`: no acknowledged write may be lost, none that was refused may be there, and reads may not have been too
// stale. Exit code 1 if one is, 3 if there was nothing to check.
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { repeatInside } from '../isolation/run-in-place.ts';
import { examine, type Verdict } from '../load/examine.ts';
import { readHistory, writesOf } from '../load/history.ts';
import { allowed, isTooStale, judgeStaleness, type Staleness } from '../load/staleness.ts';
import { print, printJson, table } from '../output.ts';
import { liveNodes } from '../state/live-nodes.ts';
import { chooseCluster } from '../state/select.ts';

export type VerifyOptions = {
  readonly cluster?: string;
  readonly everyCopy?: boolean;
  readonly maxStaleness?: string;
  readonly json?: boolean;
};

/** The specification's limit for 99.9 % of reads. */
const staleAfter = '5s';

export async function historyVerify(path: string, options: VerifyOptions): Promise<number> {
  const limit = parseDuration(options.maxStaleness ?? staleAfter, '--max-staleness');
  const history = readHistory(path);
  const writes = writesOf(history);
  const acknowledged = writes.filter(({ outcome }) => outcome === 'ok');
  const refused = writes.filter(({ outcome }) => outcome === 'fail');
  if (acknowledged.length === 0) {
    throw new Failure(
      'could-not',
      `\`${path}\` has no acknowledged write, so there is nothing to check`,
      {
        hint: 'write some with `engram-ops load write`',
      },
    );
  }
  const chosen = chooseCluster(options.cluster);
  const repeated = await repeatInside(chosen);
  if (repeated !== undefined) return repeated;
  const staleness = judgeStaleness(history, limit);
  const verdict = await examine(
    { acknowledged, refused },
    { nodes: await liveNodes(chosen), everyCopy: options.everyCopy === true },
  );
  if (options.json) printJson({ ...verdict, staleness });
  else print(`${asText(verdict)}\n${stalenessText(staleness)}`);
  if (verdict.lost > 0 || verdict.contradicted > 0 || isTooStale(staleness)) return 1;
  requireAnswers(verdict);
  // Whoever asked for it must not take silence for a yes.
  if (staleness.reads > 0 || options.maxStaleness !== undefined) requireJudged(path, staleness);
  return 0;
}

function requireAnswers({ unread, unread_reasons }: Verdict): void {
  if (unread === 0) return;
  throw new Failure(
    'could-not',
    `${unread} reads had no answer, so nobody knows whether all is there`,
    {
      details: unread_reasons,
      hint: 'look at the cluster with `engram-ops health`',
    },
  );
}

function requireJudged(path: string, { reads, judged }: Staleness): void {
  if (judged > 0) return;
  throw new Failure(
    'could-not',
    `None of the ${reads} reads of \`${path}\` could be judged, so nobody knows how stale they were`,
    { hint: 'record more with `engram-ops load write --read-back`' },
  );
}

function asText(verdict: Verdict): string {
  const { acknowledged, present, lost, contradicted, reads, unread, nodes } = verdict;
  const rows = [[acknowledged, present, lost, contradicted, reads, unread, nodes.join(', ')]];
  const lines = [
    table(['ACKNOWLEDGED', 'PRESENT', 'LOST', 'CONTRADICTED', 'READS', 'UNREAD', 'NODES'], rows),
  ];
  if (lost > 0) lines.push('Not found:', ...verdict.lost_reads.map((line) => `  ${line}`));
  if (contradicted > 0) {
    const ids = verdict.contradicted_reads.map((id) => `  ${id}`);
    lines.push('Refused, and there all the same:', ...ids);
  }
  return lines.join('\n');
}

function stalenessText(staleness: Staleness): string {
  const { reads, judged, stale, too_stale, p999_seconds, max_seconds, limit_seconds } = staleness;
  if (judged === 0) {
    const why = reads === 0 ? 'the history has no reads' : 'no read of the history can be judged';
    return `Staleness was not measured: ${why} (\`load write --read-back\` records them)`;
  }
  const { seen_then_missed: again, unanswered } = staleness;
  const lines = [
    table(
      ['READS JUDGED', 'UNANSWERED', 'STALE', 'P99.9', 'MAX', 'SEEN, THEN MISSED'],
      [[judged, unanswered, stale, `${p999_seconds} s`, `${max_seconds} s`, again]],
    ),
  ];
  if (isTooStale(staleness)) {
    lines.push(
      `Staler than ${limit_seconds} s: ${too_stale} of ${judged} reads, at most ${allowed(judged)} may be. The stalest:`,
      ...staleness.stalest.map((line) => `  ${line}`),
    );
  }
  return lines.join('\n');
}
