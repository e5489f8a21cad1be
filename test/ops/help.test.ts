// Every command explains itself.
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { kindsOfFault } from '../../ops/faults/kinds.ts';
import { createProgram } from '../../ops/program.ts';

function* everyCommand(command: Command, path: string): Generator<[string, Command]> {
  yield [path, command];
  for (const child of command.commands) yield* everyCommand(child, `${path} ${child.name()}`);
}

const commands = [
  ...everyCommand(
    createProgram(() => {}),
    'engram-ops',
  ),
];

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

test('the documented commands exist', () => {
  expect(
    commands.filter(([, { commands }]) => commands.length === 0).map(([path]) => path),
  ).toEqual([
    'engram-ops cluster up',
    'engram-ops cluster down',
    'engram-ops cluster status',
    'engram-ops cluster list',
    'engram-ops cluster exec',
    'engram-ops node start',
    'engram-ops node stop',
    'engram-ops node kill',
    'engram-ops node pause',
    'engram-ops node resume',
    'engram-ops node add',
    'engram-ops node show',
    'engram-ops node drain',
    'engram-ops node undrain',
    'engram-ops node decommission',
    'engram-ops node shutdown',
    'engram-ops node forget',
    ...kindsOfFault.map(({ kind }) => `engram-ops fault inject ${kind}`),
    'engram-ops fault clear',
    'engram-ops fault list',
    'engram-ops spaces create',
    'engram-ops spaces check-promotion',
    'engram-ops spaces promote',
    'engram-ops rebalance start',
    'engram-ops rebalance status',
    'engram-ops rebalance wait',
    'engram-ops rebalance retry',
    'engram-ops balance check',
    'engram-ops capacity plan',
    'engram-ops replication status',
    'engram-ops replication lag',
    'engram-ops replication repair',
    'engram-ops replication set-ack',
    'engram-ops replication set-batch',
    'engram-ops backup snapshot',
    'engram-ops backup status',
    'engram-ops backup wait',
    'engram-ops backup list',
    'engram-ops backup verify',
    'engram-ops backup check-restore',
    'engram-ops backup run',
    'engram-ops preflight',
    'engram-ops health',
    'engram-ops partition status',
    'engram-ops partition check-recovery',
    'engram-ops diagnostics',
    'engram-ops consistency check',
    'engram-ops swim ping',
    'engram-ops convergence status',
    'engram-ops convergence wait',
    'engram-ops divergence list',
    'engram-ops conflict list',
    'engram-ops conflict resolve',
    'engram-ops gossip sync',
    'engram-ops gossip health',
    'engram-ops load write',
    'engram-ops load run',
    'engram-ops history verify',
    'engram-ops upgrade run',
    'engram-ops upgrade status',
    'engram-ops upgrade wait',
    'engram-ops upgrade finalize',
    'engram-ops version check',
  ]);
});

test.each(commands)('%s says what it does and shows examples', (path, command) => {
  expect(command.description()).not.toBe('');
  const examples = helpOf(command).split('\nExamples:\n')[1]?.trim().split('\n') ?? [];
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect(example.trim()).toMatch(/^\$ engram-ops /);
  if (command.commands.length === 0) {
    const own = `$ ${path}`;
    for (const example of examples) expect(example.trim().startsWith(own), example).toBe(true);
  }
});

test.each(commands)('%s describes each of its options', (_path, command) => {
  for (const option of command.options) expect(option.description, option.flags).not.toBe('');
});
