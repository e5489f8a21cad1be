// The runner may be killed at any moment; what it started must not outlive it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pollUntil } from '../../../runner/execute/poll.ts';
import { commandLineOf, findByEnvironment } from '../../../runner/execute/process-table.ts';
import {
  createRunFolder,
  removeRunFolder,
  removeStaleRuns,
} from '../../../runner/execute/run-folder.ts';

const driver = fileURLToPath(new URL('../../support/kill-me.ts', import.meta.url));
let folder = '';
const runners: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'killed-runner-'));
});

afterEach(async () => {
  // A test that fails must leave none either.
  await Promise.all(runners.splice(0).map(killed));
  await removeStaleRuns(folder);
  rmSync(folder, { recursive: true, force: true });
});

/** Every process of the run carries a mark of this test, whatever else happened to its environment. */
function startRunner(mark: string, ...steps: readonly string[]): ChildProcess {
  const env = { ...process.env, TMPDIR: folder, KILL_TEST_MARK: mark };
  const runner = spawn(process.execPath, [driver, ...steps], { env, stdio: 'ignore' });
  runners.push(runner);
  return runner;
}

async function killed(runner: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => {
    runner.once('exit', resolve);
  });
  if (runner.exitCode !== null || runner.signalCode !== null) return;
  runner.kill('SIGKILL');
  await exited;
}

const runFolders = (): readonly string[] =>
  readdirSync(folder).filter((name) => name.startsWith('runbook-'));
const marked = (mark: string): readonly number[] => findByEnvironment('KILL_TEST_MARK', mark);

/** 32-bit generator with a printed seed, so that a failure can be repeated. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('a runner killed at any moment leaves no process and no folder that the next start does not clean', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  process.stdout.write(`SEED=${seed}\n`);
  const random = createRandom(seed);
  for (let round = 0; round < 30; round += 1) {
    const mark = `${process.pid}-${seed}-${round}`;
    const runner = startRunner(mark, 'sleep 20', 'true');
    // From the first shell's spawn on: the first 50 ms in every second round, later moments in the others.
    await pollUntil(() => runFolders().length > 0, 30_000);
    const delayMs = random() * (round % 2 === 0 ? 50 : 250);
    await pause(delayMs);
    await killed(runner);
    const isClean = await pollUntil(() => marked(mark).length === 0, 30_000);
    const left = marked(mark).map(commandLineOf);
    expect({ isClean, left, delayMs }).toEqual({ isClean: true, left: [], delayMs });
    await removeStaleRuns(folder);
    expect(runFolders()).toEqual([]);
  }
});

test('a step that prints without end dies with its runner', async () => {
  const mark = `${process.pid}-yes`;
  const runner = startRunner(mark, 'yes');
  const isStarted = await pollUntil(
    () => marked(mark).some((pid) => commandLineOf(pid) === 'yes'),
    30_000,
  );
  expect(isStarted).toBe(true);
  await killed(runner);
  expect(await pollUntil(() => marked(mark).length === 0, 30_000)).toBe(true);
});

test('a daemon of a killed runner is ended by the next start', async () => {
  const mark = `${process.pid}-daemon`;
  const runner = startRunner(mark, `setsid sleep 60 & sleep 20`);
  const daemons = (): readonly number[] =>
    marked(mark).filter((pid) => commandLineOf(pid) === 'sleep 60');
  expect(await pollUntil(() => daemons().length === 1, 30_000)).toBe(true);
  await killed(runner);
  expect(await pollUntil(() => marked(mark).length === 1, 30_000)).toBe(true);
  expect(await removeStaleRuns(folder)).toBe(1);
  expect(marked(mark)).toEqual([]);
  expect(runFolders()).toEqual([]);
});

test('the folder of a living runner, and folders of others, are left alone', async () => {
  const own = createRunFolder(folder);
  const foreign = join(folder, `runbook-1-${process.pid}-1-AAAAAAAAAAAAAAAA`);
  mkdirSync(foreign);
  expect(await removeStaleRuns(folder)).toBe(0);
  expect(runFolders().length).toBe(2);
  removeRunFolder(own);
  expect(runFolders().length).toBe(1);
});
