/** The command line of `engram restore`. */
import { parseArgs } from 'node:util';
import { type PlaceAddress, parsePlace } from '../backup/place.ts';
import { momentForms, parseMoment } from '../moment.ts';
import { type Refused, refuse, wrong } from '../refused.ts';
import type { Renames } from './rename.ts';

export type RestoreArguments = Refused | RestoreWork;

export type RestoreWork = {
  readonly kind: 'restore';
  readonly source: PlaceAddress;
  readonly snapshot: string;
  /** Null: to the cut of the snapshot. */
  readonly until: { readonly ms: number; readonly archive: PlaceAddress } | null;
  /** Old names of nodes to new ones; empty: all keep theirs. */
  readonly renames: Renames;
  /** What the operator says; null: by what is known here. */
  readonly clusterEpoch: number | null;
  /** Path of the node's TOML file; null: everything has its default. */
  readonly config: string | null;
  readonly dryRun: boolean;
  readonly json: boolean;
};

const options = {
  source: { type: 'string' },
  snapshot: { type: 'string' },
  until: { type: 'string' },
  archive: { type: 'string' },
  rename: { type: 'string', multiple: true },
  'cluster-epoch': { type: 'string' },
  config: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parse>;

export function parseRestoreArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RestoreArguments {
  let values: Values;
  try {
    values = parse(argv);
  } catch (thrown) {
    return refuse(thrown);
  }
  if (values.help === true) return { kind: 'help' };
  const source = parsePlace(values.source, 'source');
  if (typeof source === 'string') return wrong(source);
  const { snapshot } = values;
  if (snapshot === undefined) return wrong('Expected the snapshot: add `--snapshot ID`.');
  if (!/^snap_\d{4}(_\d\d){5}(_\d+)?$/.test(snapshot)) {
    return wrong(`Unexpected snapshot \`${snapshot}\`, expected \`snap_YYYY_MM_DD_HH_MM_SS\`.`);
  }
  const until = toUntil(values);
  if (typeof until === 'string') return wrong(until);
  const renames = toRenames(values.rename ?? []);
  if (typeof renames === 'string') return wrong(renames);
  const epoch = values['cluster-epoch'];
  if (epoch !== undefined && !/^[1-9]\d{0,8}$/.test(epoch)) {
    return wrong(`Unexpected cluster epoch \`${epoch}\`, expected a whole number from 1.`);
  }
  return {
    kind: 'restore',
    source,
    snapshot,
    until,
    renames,
    clusterEpoch: epoch === undefined ? null : Number(epoch),
    config: values.config ?? env['ENGRAM_CONFIG'] ?? null,
    dryRun: values['dry-run'] ?? false,
    json: values.json ?? false,
  };
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options, allowPositionals: false }).values;
}

function toUntil({ until, archive }: Values): RestoreWork['until'] | string {
  if (until === undefined) {
    return archive === undefined ? null : 'Expected `--until TIME` together with `--archive URL`.';
  }
  const ms = parseMoment(until);
  if (ms === null) return `Unexpected time \`${until}\`, expected ${momentForms}.`;
  const place = parsePlace(archive, 'archive');
  return typeof place === 'string' ? place : { ms, archive: place };
}

const nodeName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function toRenames(texts: readonly string[]): Renames | string {
  const renames = new Map<string, string>();
  for (const text of texts) {
    const [before = '', after = '', ...rest] = text.split('=');
    if (![before, after].every((name) => nodeName.test(name)) || rest.length > 0)
      return `Unexpected \`--rename ${text}\`, expected \`OLD=NEW\`, two names of nodes.`;
    if (renames.has(before)) return `Expected one new name for \`${before}\`, got two.`;
    renames.set(before, after);
  }
  return renames;
}
