// The options of `runbook run` that say which runbooks, where, and how.
import { type Command, Option } from 'commander';
import { allowedClasses } from '../policy.ts';
import { assignment, collect, riskClass, shard, wholeNumber } from './values.ts';

export const tagOption = [
  '--tag <tag>',
  'only pages with this tag in their front matter; may be repeated, any of them will do',
  collect,
] as const;

export const stepOption = [
  '--step <name>',
  'of one page: up to this step, everything above it included',
] as const;

export const branchOption = [
  '--branch <name>',
  'only this branch of the pages; `none`: only their main paths',
] as const;

export const jobsOption = [
  '--jobs <n>',
  'runbooks at the same time (default: 1)',
  wholeNumber(1),
] as const;

export function allowOption(): Option {
  return new Option('--allow <class>', 'run what the target’s policy refuses; may be repeated')
    .choices(allowedClasses)
    .argParser(riskClass);
}

/** Which runs of which pages. */
export function addSelection(command: Command): Command {
  return command
    .option(...tagOption)
    .option(...stepOption)
    .option(...branchOption)
    .option('--failed', 'only what did not pass in the last run')
    .option('--shard <i/n>', 'only the i-th of n parts, for n machines; see `merge`', shard);
}

/** Values of parameters. */
export function addValues(command: Command): Command {
  return command
    .option(
      '--param <name=value>',
      'value of a parameter of the pages; may be repeated',
      assignment,
    )
    .option('--alert <file>', 'values from an alert: Alertmanager’s webhook, or labels as JSON');
}

/** With what, and where. */
export function addPlace(command: Command): Command {
  return addValues(command).option(
    '--target <name>',
    'a target of the config instead of the fixtures (default: local)',
  );
}

export function addConsent(command: Command): Command {
  return command
    .addOption(allowOption())
    .option('--confirm <target>', 'the target’s name, instead of typing it at the prompt');
}

/** How, and what ends the run. */
export function addCourse(command: Command): Command {
  return command
    .option(...jobsOption)
    .option('--retry <n>', 'run what did not pass up to n times more', wholeNumber(0))
    .option('--fail-on-flaky', 'end with 1 when a runbook passed only in a retry')
    .option('--bail', 'begin no further runbook once one did not pass');
}
