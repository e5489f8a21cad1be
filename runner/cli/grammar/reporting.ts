// The options that say which reports there are, for every command that gives them.
import type { Command } from 'commander';
import { parseReporter, type ReporterChoice, reporterNames } from '../reporter-option.ts';

export function addReporting(command: Command): Command {
  return command
    .option(
      '--reporter <name[:file]>',
      `${reporterNames.join(', ')}; may be repeated, one without a file (default: pretty)`,
      (value: string, others: readonly ReporterChoice[] = []) => [...others, parseReporter(value)],
    )
    .option('--json', 'the same as --reporter json')
    .option('--report <file>', 'the same as --reporter json:<file>');
}
