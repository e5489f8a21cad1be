// What several command groups share.
import { Option } from 'commander';

/** Sets the exit code of the program; actions that end with 0 need not call it. */
export type SetExitCode = (code: number) => void;

export const json = () => new Option('--json', 'print JSON');

export const cluster = () =>
  new Option('--cluster <name>', 'which cluster; the only running one if there is just one').env(
    'ENGRAM_CLUSTER',
  );

export const nodes = () =>
  new Option('--nodes <nodes>', 'ask these nodes, of whatever cluster: host, host:port or URL').env(
    'CLUSTER_NODES',
  );

export function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ engram-ops ${line}`).join('\n')}\n`;
}
