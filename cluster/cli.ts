/** The `engram` command: arguments, signals, exit codes. What a node is stands in `node.ts`. */
import { type CliArguments, parseCliArguments } from './cli/arguments.ts';
import { fileCommands } from './cli/file-commands.ts';
import { helpText } from './cli/help.ts';
import { loadConfig, type NodeConfig } from './config.ts';
import { StartError, sentenceOf } from './errors.ts';
import { createSystemClock } from './io/clock.ts';
import { createJsonLogger } from './io/json-logger.ts';
import { createSystemRandom } from './io/random.ts';
import { createSystemDisk } from './io/system-disk.ts';
import { findRelease, newestRelease, type Release, releases } from './model/release.ts';
import { systemEdges } from './node/edges.ts';
import { FaultEdges, readInitialFaults } from './node/fault-edges.ts';
import { type RunningNode, startNode } from './node.ts';

/** 0 done, 1 the node could not start or go on, 2 wrong usage, 70 a bug. */
const exitCodes = { done: 0, failed: 1, usage: 2, bug: 70 } as const;

/** A graceful stop takes no longer than this; then the process ends as it is, which loses nothing acknowledged, ms. */
const stopDeadlineMs = 8_000;

export type CliHooks = {
  /** Called once, when the node answers requests. */
  readonly onReady: () => void;
};

export async function runCli(argv: readonly string[], hooks: CliHooks): Promise<void> {
  // Whoever read our output may be gone; that is no reason to stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  if (argv[0] === 'key') {
    await workOnKeys(argv.slice(1));
    return;
  }
  if (argv[0] === 'ping') {
    await ping(argv.slice(1));
    return;
  }
  const fileCommand = fileCommands.find((name) => name === argv[0]);
  if (fileCommand !== undefined) {
    const { runFileCommand } = await import('./cli/file-work.ts');
    await runFileCommand(fileCommand, argv.slice(1), { exitCodes, fail });
    return;
  }
  const release = readRelease(process.env['ENGRAM_RELEASE']);
  if (release === null) return;
  const parsed = parseCliArguments(argv);
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(helpText);
      return;
    case 'version':
      process.stdout.write(`engram ${release.version}\n`);
      return;
    case 'wrong':
      process.stderr.write(`engram: ${parsed.message}\nhint: see \`engram --help\`\n`);
      process.exitCode = exitCodes.usage;
      return;
    case 'start':
      await start(parsed, release, hooks);
  }
}

/** Loaded when they are wanted: a node that starts has no use for them. */
async function workOnKeys(argv: readonly string[]): Promise<void> {
  const [{ parseKeyArguments }, { keyHelpText, runKeyCommand }] = await Promise.all([
    import('./cli/key-arguments.ts'),
    import('./cli/key.ts'),
  ]);
  const parsed = parseKeyArguments(argv, process.env);
  if (parsed.kind === 'help') {
    process.stdout.write(keyHelpText);
  } else if (parsed.kind === 'wrong') {
    process.stderr.write(`engram: ${parsed.message}\nhint: see \`engram key --help\`\n`);
    process.exitCode = exitCodes.usage;
  } else {
    try {
      const { text, note } = await runKeyCommand(parsed, Date.now());
      process.stdout.write(text);
      if (note !== undefined) process.stderr.write(note);
    } catch (thrown) {
      fail(thrown);
    }
  }
}

async function ping(argv: readonly string[]): Promise<void> {
  const [{ parsePingArguments }, { pingHelpText, runPing }] = await Promise.all([
    import('./cli/ping-arguments.ts'),
    import('./cli/ping.ts'),
  ]);
  const parsed = parsePingArguments(argv, process.env);
  if (parsed.kind === 'help') {
    process.stdout.write(pingHelpText);
  } else if (parsed.kind === 'wrong') {
    process.stderr.write(`engram: ${parsed.message}\nhint: see \`engram ping --help\`\n`);
    process.exitCode = exitCodes.usage;
  } else {
    try {
      const { text, answered } = await runPing(parsed, {
        clock: createSystemClock(),
        random: createSystemRandom(),
        hostsFile: process.env['ENGRAM_HOSTS'] ?? null,
      });
      process.stdout.write(text);
      process.exitCode = answered ? exitCodes.done : exitCodes.failed;
    } catch (thrown) {
      fail(thrown);
    }
  }
}

async function start(
  args: Extract<CliArguments, { kind: 'start' }>,
  release: Release,
  hooks: CliHooks,
): Promise<void> {
  process.title = 'engram';
  try {
    const { port, logLevel } = args;
    const flags = {
      ...(port === null ? {} : { port }),
      ...(logLevel === null ? {} : { logLevel }),
    };
    const config = await loadConfig({ path: args.config, env: process.env, flags });
    if (args.exitWithParent) endWithParent();
    const node = await startWithSignals(config, release);
    printReady(config, node);
    hooks.onReady();
  } catch (thrown) {
    fail(thrown);
  }
}

/** The program of an installed release says which one it is; without it this is the newest. */
function readRelease(wanted: string | undefined): Release | null {
  const release = wanted === undefined ? newestRelease : findRelease(wanted);
  if (release !== null) return release;
  const known = releases.map(({ version }) => `\`${version}\``).join(' or ');
  process.stderr.write(`engram: Unexpected ENGRAM_RELEASE \`${wanted}\`, expected ${known}.\n`);
  process.exitCode = exitCodes.usage;
  return null;
}

/** A signal that comes while the node starts ends it at once: it has promised nothing yet. */
async function startWithSignals(config: NodeConfig, release: Release): Promise<RunningNode> {
  const stopping = new AbortController();
  const faults = await createFaultEdges(config);
  const clock = faults?.clock ?? createSystemClock();
  const logger = createJsonLogger({
    nodeId: config.nodeId,
    level: config.logLevel,
    wallMs: () => clock.wallMs(),
    write: (line) => process.stderr.write(`${line}\n`),
  });
  let node: RunningNode | null = null;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      logger.info('signal-received', { signal });
      if (node === null) process.exit(exitCodes.done);
      if (stopping.signal.aborted) process.exit(exitCodes.failed);
      stopping.abort();
    });
  }
  node = await startNode(config, {
    clock,
    disk: faults?.disk ?? createSystemDisk(),
    edges: systemEdges,
    logger,
    random: createSystemRandom(),
    release,
    faults,
    onStopRequested: () => stopping.abort(),
    onFatal: (reason) => {
      logger.error('node-failed', { reason });
      process.exit(exitCodes.failed);
    },
  });
  logger.info('node-started', {
    version: release.version,
    http: node.addresses.http,
    swim: node.addresses.swim,
  });
  const started = node;
  const stop = (): void => void stopNode(started, (message) => logger.info(message));
  if (stopping.signal.aborted) stop();
  else stopping.signal.addEventListener('abort', stop);
  return started;
}

/** Null unless the configuration makes this a test node: then all its edges can break. */
async function createFaultEdges({ testFaults }: NodeConfig): Promise<FaultEdges | null> {
  if (testFaults === null) return null;
  return new FaultEdges(await readInitialFaults(testFaults.file), {
    disk: createSystemDisk(),
    clock: createSystemClock(),
    random: createSystemRandom(),
    losePower: () => process.kill(process.pid, 'SIGKILL'),
  });
}

async function stopNode(node: RunningNode, log: (message: string) => void): Promise<void> {
  setTimeout(() => process.exit(exitCodes.failed), stopDeadlineMs).unref();
  await node.stop();
  log('node-stopped');
  process.exit(exitCodes.done);
}

function printReady(config: NodeConfig, { addresses: { http, swim } }: RunningNode): void {
  const line = { event: 'ready', node_id: config.nodeId, http, swim, pid: process.pid };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** The other end of standard input belongs to whoever started the node: when it closes, nobody looks after it. */
function endWithParent(): void {
  process.stdin.resume();
  for (const event of ['end', 'close', 'error'] as const) {
    process.stdin.on(event, () => process.exit(exitCodes.done));
  }
}

function fail(thrown: unknown): never {
  if (thrown instanceof StartError) {
    const hint = thrown.hint === null ? '' : `hint: ${thrown.hint}\n`;
    process.stderr.write(`engram: ${thrown.message}\n${hint}`);
    process.exit(exitCodes.failed);
  }
  const stack = thrown instanceof Error ? thrown.stack : sentenceOf(thrown);
  process.stderr.write(`engram: this is a bug\n${stack}\n`);
  process.exit(exitCodes.bug);
}
