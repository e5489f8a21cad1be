/** What archived logs have in a span of time, log by log and group by group. */
import { gapsIn } from '../../backup/log-archive.ts';
import type { BackupPlace } from '../../io/backup-place.ts';
import type { Entry } from '../../model/entry.ts';
import { compareIds } from '../../model/ids.ts';
import { readRecord } from '../../replication/record.ts';
import { momentText } from '../moment.ts';
import { type FoundLog, findLogs, readArchived } from '../restore/read-logs.ts';

export type SurveyRow = {
  readonly node_id: string;
  readonly log_id: string;
  readonly cluster_epoch: string;
  readonly group: string;
  /** With a stamp in the span: after `from`, up to `to`. */
  readonly entries: number;
  readonly first_sequence: number;
  readonly last_sequence: number;
  readonly first_at: string;
  readonly last_at: string;
  /** The log has everything that was written before. */
  readonly through: string;
  /** Records are missing in it. */
  readonly gaps: number;
};

type Span = { readonly fromMs: number | null; readonly toMs: number };

export async function surveyLogs(place: BackupPlace, span: Span): Promise<readonly SurveyRow[]> {
  const rows: SurveyRow[] = [];
  for (const log of await findLogs(place)) rows.push(...(await surveyLog(place, log, span)));
  return rows.sort(
    (left, right) => compareIds(left.group, right.group) || compareIds(left.node_id, right.node_id),
  );
}

async function surveyLog(
  place: BackupPlace,
  { folder, manifest }: FoundLog,
  { fromMs, toMs }: Span,
): Promise<readonly SurveyRow[]> {
  const groups = new Map<string, Entry[]>();
  for (const segment of manifest.segments) {
    for await (const { type, payload } of readArchived(place, folder, segment)) {
      const record = readRecord(type, payload);
      if (record?.kind !== 'entry') continue;
      const { group, entry } = record;
      const entries = groups.get(group) ?? [];
      groups.set(group, entries);
      // An entry at a sequence that was there already replaces it and all after it.
      while ((entries.at(-1)?.sequence ?? 0) >= entry.sequence) entries.pop();
      const { wallMs } = entry.hlc;
      if (wallMs > (fromMs ?? -1) && wallMs <= toMs) entries.push(entry);
    }
  }
  const { node_id, log_id, cluster_epoch, through_ms: throughMs } = manifest;
  const about = { node_id, log_id, cluster_epoch, gaps: gapsIn(manifest.segments).length };
  return [...groups].flatMap(([group, entries]) => {
    const [first, last] = [entries[0], entries.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [
      {
        ...about,
        group,
        entries: entries.length,
        first_sequence: first.sequence,
        last_sequence: last.sequence,
        first_at: momentText(first.hlc.wallMs),
        last_at: momentText(last.hlc.wallMs),
        through: momentText(throughMs),
      },
    ];
  });
}
