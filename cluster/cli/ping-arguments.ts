/** The command line of `engram ping`. */
import { parseArgs } from 'node:util';
import { parseAddress } from '../net/address.ts';
import { type Refused, refuse, wrong } from './refused.ts';

export type PingArguments =
  | Refused
  | {
      readonly kind: 'ping';
      /** `host:port`, not looked up yet. */
      readonly address: string;
      /** Who shall be there; null: whoever is. */
      readonly node: string | null;
      /** Path; null: nodes share no secret. */
      readonly secretFile: string | null;
      readonly timeoutMs: number;
      readonly json: boolean;
    };

const defaultPort = 7946;
const defaultTimeout = '2s';

const options = {
  node: { type: 'string' },
  'secret-file': { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export function parsePingArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): PingArguments {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (thrown) {
    return refuse(thrown);
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  const [text, spare] = positionals;
  if (text === undefined) return wrong('Expected the address of a SWIM socket, such as node-1.');
  if (spare !== undefined) return wrong(`Unexpected argument \`${spare}\`, expected none.`);
  const address = parseAddress(text) === null ? `${text}:${defaultPort}` : text;
  const port = parseAddress(address)?.port;
  if (port === undefined || port === 0) {
    return wrong(`Unexpected address \`${text}\`, expected \`host\` or \`host:port\`.`);
  }
  const timeoutMs = toMilliseconds(values.timeout ?? defaultTimeout);
  if (timeoutMs === null) {
    return wrong(
      `Unexpected time \`${values.timeout}\`, expected one such as \`2s\` or \`500ms\`.`,
    );
  }
  return {
    kind: 'ping',
    address,
    node: values.node ?? null,
    secretFile: values['secret-file'] ?? env['ENGRAM_CLUSTER_SECRET_FILE'] ?? null,
    timeoutMs,
    json: values.json ?? false,
  };
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options, allowPositionals: true });
}

function toMilliseconds(text: string): number | null {
  const match = /^(?<number>\d{1,6}(?:\.\d{1,3})?)(?<unit>ms|s)$/.exec(text);
  const milliseconds =
    Number(match?.groups?.['number']) * (match?.groups?.['unit'] === 's' ? 1_000 : 1);
  return milliseconds > 0 ? milliseconds : null;
}
