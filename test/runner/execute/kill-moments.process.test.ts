// Whenever the runner is interrupted or killed, nothing of its run stays: no process, no port, no folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pollUntil } from '../../../runner/execute/poll.ts';
import { commandLineOf, findByEnvironment } from '../../../runner/execute/process-table.ts';
import { removeStaleRuns } from '../../../runner/execute/run-folder.ts';
import { freePort } from '../../site/support/free-port.ts';
import { isRunning } from '../../support/processes.ts';

const rounds = 200;
const atOnce = 2;
/** The run below takes about two seconds on a quiet machine. */
const longestDelayMs = 1800;

const main = fileURLToPath(new URL('../../../runner/cli/main.ts', import.meta.url));
const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;

const fixture = `---
title: A server
fixture:
---

## Setup

\`\`\`python run name=listen background
import os, socket, time
server = socket.create_server(("127.0.0.1", int(os.environ["FIXTURE_PORT"])))
print("ready", flush=True)
time.sleep(600)
\`\`\`

\`\`\`text expect
ready
\`\`\`

\`\`\`bash
setsid sleep 604 &
\`\`\`

## Teardown

\`\`\`bash
true
\`\`\`
`;

const page = (header: string): string => `---
title: Page
runbook: { risk: low, duration: 1m, prerequisites: [], rollback: None.${header} }
---

## Steps

\`\`\`python run name=listen background
import os, socket, subprocess, time
server = socket.create_server(("127.0.0.1", int(os.environ["PAGE_PORT"])))
child = subprocess.Popen(["sleep", "600"])
print("ready", flush=True)
time.sleep(600)
\`\`\`

\`\`\`text expect
ready
\`\`\`

\`\`\`console
$ echo out; echo err >&2
out
err
\`\`\`

\`\`\`bash name=children
sleep 601 & (sleep 602 & [ -z "$STUBBORN" ] || trap '' TERM; sleep 603) & echo $((1 + 1))
\`\`\`

\`\`\`text expect
2
\`\`\`

\`\`\`bash name=count within=20s every=30ms
n=$((n + 1)); echo $n
\`\`\`

\`\`\`text expect
6
\`\`\`

\`\`\`python run
import time
time.sleep(0.3)
print("done")
\`\`\`

\`\`\`text expect
done
\`\`\`

## Teardown

\`\`\`bash
[ -e /dev/null ]
\`\`\`
`;

const files: Readonly<Record<string, string>> = {
  'local/_fixtures/server.md': fixture,
  'local/page.md': page(', fixture: server'),
  'remote/page.md': page(''),
  'remote/runbook.config.mjs': `export const config = { targets: { host: { shell: "bash -c 'exec \\"$@\\"' --" } } };\n`,
};

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kill-moments-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Moment {
  readonly round: number;
  readonly signal: (typeof signals)[number];
  readonly place: 'local' | 'remote';
  /** After the spawn in every fourth round, else after the run has begun. */
  readonly delayMs: number;
}

/** Every process of the round carries a mark of its own, whatever else happened to its environment. */
const markOf = ({ round }: Moment): string => `moment-${process.pid}-${round}`;
const left = (moment: Moment): readonly string[] =>
  findByEnvironment('KILL_TEST_MARK', markOf(moment)).filter(isRunning).map(commandLineOf);

function startRunner(moment: Moment, ports: readonly number[], scratch: string): ChildProcess {
  const [fixturePort, pagePort] = ports.map(String);
  const target = moment.place === 'remote' ? ['--target', 'host'] : [];
  return spawn(process.execPath, [main, 'run', 'page.md', ...target], {
    cwd: join(folder, moment.place),
    stdio: 'ignore',
    env: {
      ...process.env,
      TMPDIR: scratch,
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      KILL_TEST_MARK: markOf(moment),
      FIXTURE_PORT: fixturePort,
      PAGE_PORT: pagePort,
      // Ending what ignores TERM takes the whole grace.
      STUBBORN: moment.round % 10 === 0 ? 'yes' : '',
    },
  });
}

async function strike(moment: Moment): Promise<void> {
  const scratch = join(folder, `tmp-${moment.round}`);
  mkdirSync(scratch);
  const ports = [await freePort(), await freePort()];
  const runner = startRunner(moment, ports, scratch);
  const exited = new Promise<void>((resolve) => {
    runner.once('exit', () => resolve());
  });
  if (moment.round % 4 !== 0)
    await pollUntil(() => readdirSync(scratch).length > 0 || runner.exitCode !== null, 20_000);
  await pause(moment.delayMs);
  runner.kill(moment.signal);
  const isOver = await Promise.race([exited.then(() => true), pause(30_000, false)]);
  expect({ ...moment, isOver }).toEqual({ ...moment, isOver: true });
  // What was killed with its runner may take a moment; what cannot know of it is ended by the next start.
  const isGone = async (): Promise<boolean> =>
    left(moment).length === 0 && readdirSync(scratch).length === 0;
  await pollUntil(isGone, moment.signal === 'SIGKILL' ? 1000 : 0);
  await removeStaleRuns(scratch);
  await pollUntil(isGone, 30_000);
  const open = [];
  for (const port of ports) if (await isOpen(port)) open.push(port);
  const rest = { processes: left(moment), folders: readdirSync(scratch), open };
  expect({ ...moment, ...rest }).toEqual({ ...moment, processes: [], folders: [], open: [] });
}

async function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** 32-bit generator with a printed seed, so that a failure can be repeated. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test(`${rounds} random moments leave nothing behind`, { timeout: 900_000 }, async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  process.stdout.write(`SEED=${seed}\n`);
  const random = createRandom(seed);
  const moments = Array.from({ length: rounds }, (_, round): Moment => {
    const signal = signals[round % signals.length] ?? 'SIGKILL';
    const place = round % 5 < 3 ? 'local' : 'remote';
    return { round, signal, place, delayMs: random() * (round % 4 === 0 ? 50 : longestDelayMs) };
  });
  const work = async (): Promise<void> => {
    for (let next = moments.shift(); next !== undefined; next = moments.shift()) await strike(next);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
});
