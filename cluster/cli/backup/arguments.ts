/** The command line of `engram backup`. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { PruneRule } from '../../backup/exported.ts';
import { type Refused, refuse, wrong } from '../refused.ts';
import { type PlaceAddress, parsePlace } from './place.ts';

export type BackupArguments = Refused | BackupWork;

export type BackupWork =
  | {
      readonly kind: 'export';
      readonly snapshot: string;
      readonly place: PlaceAddress;
      /** Path of the node's TOML file; null: everything has its default. */
      readonly config: string | null;
      readonly json: boolean;
    }
  | {
      readonly kind: 'verify';
      readonly place: PlaceAddress;
      /** Only this one; null: all that are there. */
      readonly snapshot: string | null;
      readonly json: boolean;
    }
  | { readonly kind: 'list'; readonly place: PlaceAddress; readonly json: boolean }
  | {
      readonly kind: 'prune';
      readonly place: PlaceAddress;
      readonly rule: PruneRule;
      readonly dryRun: boolean;
      readonly json: boolean;
    };

const common = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
const options = {
  export: {
    ...common,
    snapshot: { type: 'string' },
    destination: { type: 'string' },
    config: { type: 'string' },
  },
  verify: { ...common, snapshot: { type: 'string' }, source: { type: 'string' } },
  list: { ...common, source: { type: 'string' } },
  prune: {
    ...common,
    source: { type: 'string' },
    'keep-last': { type: 'string' },
    'older-than': { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
} as const;

type Verb = keyof typeof options;

export function parseBackupArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): BackupArguments {
  const [verb, ...rest] = argv;
  if (verb === undefined || verb === '--help' || verb === '-h') return { kind: 'help' };
  if (!isVerb(verb)) {
    const expected = '`export`, `verify`, `list` or `prune`';
    return wrong(`Unexpected command \`backup ${verb}\`, expected one of ${expected}.`);
  }
  let values: Values;
  try {
    values = parse(verb, rest);
  } catch (thrown) {
    return refuse(thrown);
  }
  if (values.help === true) return { kind: 'help' };
  const flag = verb === 'export' ? 'destination' : 'source';
  const place = parsePlace(values[flag], flag);
  if (typeof place === 'string') return wrong(place);
  if (values.snapshot !== undefined && !/^snap_\d{4}(_\d\d){5}(_\d+)?$/.test(values.snapshot)) {
    return wrong(
      `Unexpected snapshot \`${values.snapshot}\`, expected \`snap_YYYY_MM_DD_HH_MM_SS\`.`,
    );
  }
  return toWork(verb, values, place, env);
}

/** Strict: a flag of another verb is refused. */
function parse(verb: Verb, args: string[]): Values {
  const verbOptions: NonNullable<ParseArgsConfig['options']> = options[verb];
  return parseArgs({ args, options: verbOptions, allowPositionals: false }).values;
}

type Values = {
  readonly json?: boolean | undefined;
  readonly help?: boolean | undefined;
  readonly snapshot?: string | undefined;
  readonly destination?: string | undefined;
  readonly source?: string | undefined;
  readonly config?: string | undefined;
  readonly 'keep-last'?: string | undefined;
  readonly 'older-than'?: string | undefined;
  readonly 'dry-run'?: boolean | undefined;
};

function toWork(
  verb: Verb,
  values: Values,
  place: PlaceAddress,
  env: Readonly<Record<string, string | undefined>>,
): BackupArguments {
  const json = values.json ?? false;
  switch (verb) {
    case 'export': {
      const { snapshot } = values;
      if (snapshot === undefined) return wrong('Expected the snapshot: add `--snapshot ID`.');
      const config = values.config ?? env['ENGRAM_CONFIG'] ?? null;
      return { kind: 'export', snapshot, place, config, json };
    }
    case 'verify':
      return { kind: 'verify', place, snapshot: values.snapshot ?? null, json };
    case 'list':
      return { kind: 'list', place, json };
    case 'prune': {
      const rule = toRule(values);
      if (typeof rule === 'string') return wrong(rule);
      return { kind: 'prune', place, rule, dryRun: values['dry-run'] ?? false, json };
    }
  }
}

/** Both have to be said: a default here would one day delete what somebody meant to keep. */
function toRule(values: Values): PruneRule | string {
  const keepLast = values['keep-last'];
  const olderThan = values['older-than'];
  if (keepLast === undefined || olderThan === undefined) {
    return 'Expected both `--keep-last K` and `--older-than 30d`.';
  }
  if (!/^[1-9]\d{0,3}$/.test(keepLast)) {
    return `Unexpected number \`${keepLast}\` for \`--keep-last\`, expected 1 or more.`;
  }
  const [, amount, unit = ''] = /^(\d{1,5})([mhd])$/.exec(olderThan) ?? [];
  const per = { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
  if (amount === undefined || per === undefined) {
    return `Unexpected time \`${olderThan}\`, expected one such as \`30d\` or \`12h\`.`;
  }
  return { keepLast: Number(keepLast), olderThanMs: Number(amount) * per };
}

function isVerb(text: string): text is Verb {
  return Object.hasOwn(options, text);
}
