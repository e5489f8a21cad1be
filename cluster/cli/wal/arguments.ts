/** The command lines of `engram wal-backup` and `engram wal-replay`. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type PlaceAddress, parsePlace } from '../backup/place.ts';
import { momentForms, parseMoment } from '../moment.ts';
import { type Refused, refuse, wrong } from '../refused.ts';

export type WalBackupWork = {
  readonly kind: 'wal-backup';
  readonly to: PlaceAddress;
  /** All places with snapshots that still need logs; none: all of the log stays. */
  readonly pruneFor: readonly PlaceAddress[];
  /** Absolute path; null: as the configuration says, always so with `pruneFor`. */
  readonly dataDir: string | null;
  /** Path of the node's TOML file; null: everything has its default. */
  readonly config: string | null;
  readonly json: boolean;
};

export type WalReplayWork = {
  readonly kind: 'wal-replay';
  readonly archive: PlaceAddress;
  /** Unix milliseconds; null: from the beginning. */
  readonly fromMs: number | null;
  readonly toMs: number;
  readonly config: string | null;
  readonly dryRun: boolean;
  readonly json: boolean;
};

type Env = Readonly<Record<string, string | undefined>>;

const common = {
  config: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;
const backupOptions = {
  ...common,
  to: { type: 'string' },
  'prune-for': { type: 'string', multiple: true },
  'data-dir': { type: 'string' },
} as const;
const replayOptions = {
  ...common,
  archive: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const;

export function parseWalBackupArguments(
  argv: readonly string[],
  env: Env,
): Refused | WalBackupWork {
  return guarded(() => {
    const { values } = parseArgs({ args: [...argv], options: backupOptions });
    if (values.help === true) return { kind: 'help' };
    const to = parsePlace(values.to, 'to');
    if (typeof to === 'string') return wrong(to);
    const pruneFor: PlaceAddress[] = [];
    for (const source of values['prune-for'] ?? []) {
      const place = parsePlace(source, 'prune-for');
      if (typeof place === 'string') return wrong(place);
      pruneFor.push(place);
    }
    const { 'data-dir': dataDir, json = false } = values;
    if (dataDir !== undefined && pruneFor.length > 0) {
      return wrong(
        'Unexpected `--data-dir` with `--prune-for`, expected `--config FILE`: it says where the node keeps its snapshots, which need the log until they are exported.',
      );
    }
    const config = values.config ?? env['ENGRAM_CONFIG'] ?? null;
    const folder = dataDir === undefined ? null : resolve(dataDir);
    return { kind: 'wal-backup', to, pruneFor, dataDir: folder, config, json };
  });
}

export function parseWalReplayArguments(
  argv: readonly string[],
  env: Env,
): Refused | WalReplayWork {
  return guarded(() => {
    const { values } = parseArgs({ args: [...argv], options: replayOptions });
    if (values.help === true) return { kind: 'help' };
    const archive = parsePlace(values.archive, 'archive');
    if (typeof archive === 'string') return wrong(archive);
    if (values.to === undefined)
      return wrong(`Expected the end: add \`--to TIME\`, ${momentForms}.`);
    const toMs = parseMoment(values.to);
    const fromMs = values.from === undefined ? null : parseMoment(values.from);
    if (toMs === null || (fromMs === null && values.from !== undefined)) {
      const text = toMs === null ? values.to : values.from;
      return wrong(`Unexpected time \`${text}\`, expected ${momentForms}.`);
    }
    if (fromMs !== null && fromMs > toMs) return wrong('Expected `--from` to be before `--to`.');
    const { 'dry-run': dryRun = false, json = false } = values;
    const config = values.config ?? env['ENGRAM_CONFIG'] ?? null;
    return { kind: 'wal-replay', archive, fromMs, toMs, config, dryRun, json };
  });
}

function guarded<Work>(parse: () => Refused | Work): Refused | Work {
  try {
    return parse();
  } catch (thrown) {
    return refuse(thrown);
  }
}
