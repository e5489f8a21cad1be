// `history verify`: no acknowledged write may be lost, and none that was refused may be there. Exit code 1 if one is, 3 if
// there was nothing to check.
import { Failure } from '../failure.ts';
import { repeatInside } from '../isolation/run-in-place.ts';
import { examine, type Verdict } from '../load/examine.ts';
import { readHistory } from '../load/history.ts';
import { print, printJson, table } from '../output.ts';
import { liveNodes } from '../state/live-nodes.ts';
import { chooseCluster } from '../state/select.ts';

export type VerifyOptions = {
  readonly cluster?: string;
  readonly everyCopy?: boolean;
  readonly json?: boolean;
};

export async function historyVerify(path: string, options: VerifyOptions): Promise<number> {
  const history = readHistory(path);
  const acknowledged = history.filter(({ outcome }) => outcome === 'ok');
  const refused = history.filter(({ outcome }) => outcome === 'fail');
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
  const verdict = await examine(
    { acknowledged, refused },
    { nodes: await liveNodes(chosen), everyCopy: options.everyCopy === true },
  );
  if (options.json) printJson(verdict);
  else print(asText(verdict));
  if (verdict.lost > 0 || verdict.contradicted > 0) return 1;
  if (verdict.unread === 0) return 0;
  throw new Failure(
    'could-not',
    `${verdict.unread} reads had no answer, so nobody knows whether all is there`,
    {
      details: verdict.unread_reasons,
      hint: 'look at the cluster with `engram-ops health`',
    },
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
