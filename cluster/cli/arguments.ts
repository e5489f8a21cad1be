/** The command line of a node. */
import { parseArgs } from 'node:util';
import type { LogLevel } from '../io/logger.ts';
import { type Refused, refuse, wrong } from './refused.ts';

export type CliArguments =
  | Refused
  | { readonly kind: 'version' }
  | {
      readonly kind: 'start';
      readonly config: string | null;
      readonly port: number | null;
      readonly logLevel: LogLevel | null;
      readonly exitWithParent: boolean;
    };

const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

const options = {
  config: { type: 'string' },
  port: { type: 'string', short: 'p' },
  'log-level': { type: 'string', short: 'l' },
  'exit-with-parent': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

export function parseCliArguments(argv: readonly string[]): CliArguments {
  const parsed = tryParse(argv);
  if ('kind' in parsed) return parsed;
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  const [command, ...rest] = positionals;
  if (command === undefined)
    return wrong('Expected a command, got none: `engram start` runs a node.');
  if (command !== 'start') return wrong(`Unexpected command \`${command}\`, expected \`start\`.`);
  if (rest.length > 0) return wrong(`Unexpected argument \`${rest[0]}\`, expected none.`);
  const level = logLevels.find((candidate) => candidate === values['log-level']);
  if (values['log-level'] !== undefined && level === undefined) {
    return wrong(
      `Unexpected log level \`${values['log-level']}\`, expected \`debug\`, \`info\`, \`warn\` or \`error\`.`,
    );
  }
  const port = values.port === undefined ? null : toPort(values.port);
  if (typeof port === 'string') return wrong(port);
  return {
    kind: 'start',
    config: values.config ?? null,
    port,
    logLevel: level ?? null,
    exitWithParent: values['exit-with-parent'] ?? false,
  };
}

function tryParse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (thrown) {
    return refuse(thrown);
  }
}

function toPort(text: string): number | string {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  return `Unexpected port \`${text}\`, expected a number from 0 to 65535.`;
}
