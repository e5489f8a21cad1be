// `backup run`: one backup from the snapshot to the pruning, as a timer starts it every day.
import type { ResponseOf } from '../../cluster/api/contract.ts';
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { askPath, orderPath } from '../node-api.ts';
import { print, printJson } from '../output.ts';
import { waitFor } from '../placement-api.ts';
import { runProgram } from '../run-program.ts';
import { type Addressed, answering, type Target, withTargets } from '../targets.ts';
import { quoteWord } from '../words.ts';

export type BackupRunOptions = Addressed & {
  readonly destination: string;
  readonly description: string;
  readonly within: string;
  readonly keepLast?: string;
  readonly olderThan?: string;
};

type Status = ResponseOf<'getSnapshotStatus'>;

const backupPath = '/api/v1/cluster/backup';
/** One export or verification may take so long, milliseconds. It ends a hung share, not a large space. */
const carryMs = 4 * 3_600_000;

export async function backupRun(options: BackupRunOptions): Promise<number> {
  const within = parseDuration(options.within, '--within');
  if ((options.keepLast === undefined) !== (options.olderThan === undefined)) {
    throw new Failure('usage', 'Expected both `--keep-last` and `--older-than`, or none of them', {
      hint: 'without them nothing is pruned',
    });
  }
  const say = (line: string): void => {
    if (!options.json) print(line);
  };
  return await withTargets(options, async (targets, environment) => {
    const engram = (words: readonly string[]) => runEngram(words, environment);
    const { snapshot_id: snapshot, groups, absent } = await takeSnapshot(targets, options, within);
    // A node without a copy of anything has nothing to export.
    const nodes = [...new Set(groups.flatMap((row) => row.nodes))].sort();
    const away = absent.length === 0 ? '' : `; ${absent.join(', ')} was away and has no part`;
    say(`${snapshot} is complete on ${nodes.join(', ')}${away}`);
    for (const node of nodes) say(await exportOn(node, snapshot, { options, environment }));
    await engram(['verify', '--source', options.destination, '--snapshot', snapshot]);
    say(`verified in ${options.destination}`);
    const pruned = await prune(options, engram);
    if (pruned !== undefined) say(`pruned ${pruned.removed.length}, kept ${pruned.kept.length}`);
    if (options.json) {
      printJson({ snapshot_id: snapshot, nodes, absent, verified: true, pruned: pruned ?? null });
    } else {
      print(`The backup ${snapshot} is whole`);
    }
    return 0;
  });
}

/** A complete one. */
async function takeSnapshot(
  targets: readonly Target[],
  { description, within: words }: BackupRunOptions,
  within: number,
): Promise<Status> {
  const { url } = await answering(targets);
  const body = { description };
  const { snapshot_id: snapshot } = await orderPath<ResponseOf<'createSnapshot'>>(
    url,
    'POST',
    `${backupPath}/snapshot`,
    body,
  );
  let status: Status | undefined;
  const isOver = async (): Promise<boolean> => {
    // The node that took the order may go while the snapshot is made.
    const node = await answering(targets);
    status = await askPath<Status>(node.url, `${backupPath}/snapshot/${snapshot}/status`);
    return status.status !== 'in_progress';
  };
  await waitFor(isOver, within, () => `${snapshot} is not complete after ${words}`);
  if (status?.status === 'complete') return status;
  throw failed(`${snapshot} failed: ${status?.reason ?? 'nobody says why'}`, 'take another one');
}

/** The sentence that the node's `engram` prints. Its own environment says how it reaches the destination. */
async function exportOn(
  node: string,
  snapshot: string,
  {
    options: { destination },
    environment,
  }: { readonly options: BackupRunOptions; readonly environment: NodeJS.ProcessEnv },
): Promise<string> {
  const place = `${destination.replace(/\/$/, '')}/${snapshot}/${node}`;
  const order = `engram backup export --snapshot ${snapshot} --destination ${quoteWord(place)}`;
  const script = `set -a; [ ! -f /etc/engram/backup.env ] || . /etc/engram/backup.env; exec ${order}`;
  const login = ['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', node];
  const words = [...login, `sudo sh -c ${quoteWord(script)}`];
  const { code, out, err } = await runProgram(words, environment, carryMs);
  if (code === 0) return out.trimEnd();
  throw failed(
    `${node} did not export ${snapshot}, and nothing was pruned`,
    `mend it and run \`${order}\` on ${node}, or the whole backup again`,
    err,
  );
}

async function prune(
  { destination, keepLast, olderThan }: BackupRunOptions,
  engram: (words: readonly string[]) => Promise<string>,
) {
  if (keepLast === undefined || olderThan === undefined) return undefined;
  const rule = ['--keep-last', keepLast, '--older-than', olderThan];
  const text = await engram(['prune', '--source', destination, ...rule, '--json']);
  return JSON.parse(text) as { readonly removed: string[]; readonly kept: string[] };
}

/** `engram backup …` on this host. */
async function runEngram(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const { code, out, err } = await runProgram(['engram', 'backup', ...words], environment, carryMs);
  if (code === 0) return out;
  const what = `\`engram backup ${words.join(' ')}\` failed`;
  throw failed(what, 'nothing that was not verified replaces an older backup', `${out}${err}`);
}

function failed(message: string, hint: string, said = ''): Failure {
  const details = said.split('\n').filter((line) => line.trim() !== '');
  return new Failure('check-failed', message, { hint, details });
}
