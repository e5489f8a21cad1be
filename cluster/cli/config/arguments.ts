/** The command line of `engram config`. */
import { parseArgs } from 'node:util';
import { type Refused, refuse, wrong } from '../refused.ts';

export type ConfigArguments = Refused | ConfigCheck;

export type ConfigCheck = {
  readonly kind: 'check';
  /** Path of the node's TOML file; null: everything has its default. */
  readonly config: string | null;
  readonly json: boolean;
};

const options = {
  config: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export function parseConfigArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ConfigArguments {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (thrown) {
    return refuse(thrown);
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  const [verb, spare] = positionals;
  if (verb !== 'check') {
    return wrong(
      verb === undefined ? 'Expected `check`.' : `Unexpected \`${verb}\`, expected \`check\`.`,
    );
  }
  if (spare !== undefined) return wrong(`Unexpected argument \`${spare}\`, expected none.`);
  const config = values.config ?? env['ENGRAM_CONFIG'] ?? null;
  return { kind: 'check', config, json: values.json ?? false };
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options, allowPositionals: true });
}
