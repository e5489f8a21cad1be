/** The command line of `engram key`. */
import { parseArgs } from 'node:util';
import { spaceId } from '../api/contract/endpoint.ts';
import { type Scope, scopes } from '../security/principal.ts';
import { type Refused, refuse, wrong } from './refused.ts';

export type KeyArguments =
  | Refused
  | {
      readonly kind: 'create';
      readonly file: string;
      readonly order: KeyOrder;
      readonly json: boolean;
    }
  | { readonly kind: 'list'; readonly file: string; readonly json: boolean }
  | { readonly kind: 'revoke'; readonly file: string; readonly id: string; readonly json: boolean };

export type KeyOrder = {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: all. */
  readonly spaces: readonly string[] | null;
  /** How long it is good for, milliseconds; null: for ever. */
  readonly validForMs: number | null;
  /** Requests a second; null: the node's own limit. */
  readonly perSecond: number | null;
};

const options = {
  file: { type: 'string' },
  name: { type: 'string' },
  scope: { type: 'string', multiple: true },
  space: { type: 'string', multiple: true },
  'valid-for': { type: 'string' },
  rate: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export function parseKeyArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): KeyArguments {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (thrown) {
    return refuse(thrown);
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  const [verb, ...rest] = positionals;
  const file = values.file ?? env['ENGRAM_API_KEY_PATH'];
  const json = values.json ?? false;
  if (file === undefined) {
    return wrong('Expected the file with the keys: add `--file PATH`, or set ENGRAM_API_KEY_PATH.');
  }
  const spare = rest[verb === 'revoke' ? 1 : 0];
  if (spare !== undefined) return wrong(`Unexpected argument \`${spare}\`, expected none.`);
  switch (verb) {
    case 'create': {
      const order = toOrder(values);
      return typeof order === 'string' ? wrong(order) : { kind: 'create', file, order, json };
    }
    case 'list':
      return { kind: 'list', file, json };
    case 'revoke': {
      const [id] = rest;
      if (id === undefined) return wrong('Expected the id of a key: `engram key list` shows them.');
      return { kind: 'revoke', file, id, json };
    }
    default:
      return wrong(
        `Unexpected verb \`${verb ?? ''}\`, expected \`create\`, \`list\` or \`revoke\`.`,
      );
  }
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options, allowPositionals: true });
}

type Values = ReturnType<typeof parse>['values'];

/** What the key shall be, or what is wrong with the wish. */
function toOrder(values: Values): KeyOrder | string {
  const { name = '' } = values;
  if (name.length < 1 || name.length > 64) return 'Expected `--name`, 1 to 64 characters.';
  const wanted = values.scope ?? [];
  if (wanted.length === 0) return `Expected \`--scope\`: ${scopes.join(', ')}.`;
  const strange = wanted.find((scope) => !scopes.some((known) => known === scope));
  if (strange !== undefined) {
    return `Unexpected scope \`${strange}\`, expected ${scopes.map((scope) => `\`${scope}\``).join(', ')}.`;
  }
  for (const space of values.space ?? []) {
    const checked = spaceId.safeParse(space);
    if (!checked.success) {
      return `Unexpected space \`${space}\`, ${checked.error.issues[0]?.message ?? ''}.`;
    }
  }
  const validForMs = toDuration(values['valid-for']);
  if (validForMs === undefined) {
    return `Unexpected time \`${values['valid-for']}\`, expected one such as \`90d\` or \`12h\`.`;
  }
  const perSecond = values.rate === undefined ? null : Number(values.rate);
  if (perSecond !== null && !(perSecond > 0 && perSecond <= 1_000_000)) {
    return `Unexpected rate \`${values.rate}\`, expected requests a second, more than 0.`;
  }
  const chosen = scopes.filter((scope) => wanted.includes(scope));
  return { name, scopes: chosen, spaces: values.space ?? null, validForMs, perSecond };
}

const millisecondsPer: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Null for ever, undefined if it is no time. */
function toDuration(text: string | undefined): number | null | undefined {
  if (text === undefined) return null;
  const [, amount, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const per = millisecondsPer[unit];
  return amount === undefined || per === undefined ? undefined : Number(amount) * per;
}
