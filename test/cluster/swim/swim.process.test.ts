import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';

const program = fileURLToPath(new URL('./swim-node.ts', import.meta.url));
/** Far above what it takes, because the machine may be busy. */
const deadlineMs = 20_000;

class SwimProcess {
  readonly id: string;
  /** Last state that this process printed for each member. */
  readonly states = new Map<string, string>();
  readonly child: ChildProcess;
  output = '';

  constructor(id: string, address: string, seeds: readonly string[]) {
    this.id = id;
    const command = [program, id, address, 'fast', ...seeds];
    this.child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void this.child.kill('SIGKILL'));
    this.child.stdout?.on('data', (chunk: Buffer) => this.#read(chunk.toString()));
  }

  #read(text: string): void {
    this.output += text;
    for (const line of this.output.split('\n').slice(0, -1)) {
      const [id = '', state = ''] = line.split(' ');
      this.states.set(id, state);
    }
  }
}

/** Each test gets loopback addresses of its own, so that tests beside it are never heard. */
let clusters = 0;
const clusterNumber = 100 + (process.pid % 100);

async function aCluster(nodes: number) {
  clusters += 1;
  const addressOf = (number: number): string => `127.${clusterNumber}.${clusters}.${number}:7946`;
  const seeds = Array.from({ length: nodes }, (_, index) => addressOf(index + 1));
  const start = (number: number, address = addressOf(number)): SwimProcess =>
    new SwimProcess(`node-${number}`, address, seeds);
  const processes = seeds.map((_, index) => start(index + 1));
  await everybodyHolds(processes, processes, 'alive');
  return { processes, start, addressOf };
}

function everybodyHolds(
  observers: readonly SwimProcess[],
  subjects: readonly SwimProcess[],
  state: string,
): Promise<void> {
  const holds = (observer: SwimProcess): boolean =>
    subjects.every(({ id }) => id === observer.id || observer.states.get(id) === state);
  const what = `${subjects.map(({ id }) => id).join(', ')} to be ${state} for everybody`;
  return waitUntil(() => observers.every(holds), deadlineMs, what);
}

describe('three processes over UDP', () => {
  test('find each other, and a killed one is dead for the others', async () => {
    const { processes } = await aCluster(3);
    const [first, second, victim] = processes;
    if (!first || !second || !victim) throw new Error('Three processes were asked for.');
    victim.child.kill('SIGKILL');
    await everybodyHolds([first, second], [victim], 'dead');
  });

  test('a killed one that is started again is alive for the others', async () => {
    const { processes, start } = await aCluster(3);
    const [first, second, victim] = processes;
    if (!first || !second || !victim) throw new Error('Three processes were asked for.');
    victim.child.kill('SIGKILL');
    await everybodyHolds([first, second], [victim], 'dead');
    const again = start(3);
    await everybodyHolds([first, second, again], [first, second, again], 'alive');
  });

  test('one that is frozen is dead for the others, buries nobody when it goes on, and is alive again', async () => {
    const { processes } = await aCluster(3);
    const [first, second, victim] = processes;
    if (!first || !second || !victim) throw new Error('Three processes were asked for.');
    victim.child.kill('SIGSTOP');
    await everybodyHolds([first, second], [victim], 'dead');
    victim.child.kill('SIGCONT');
    await everybodyHolds([first, second], [victim], 'alive');
    expect(victim.output).not.toContain('dead');
  });

  test('one that gets SIGTERM has left for the others', async () => {
    const { processes } = await aCluster(3);
    const [first, second, leaver] = processes;
    if (!first || !second || !leaver) throw new Error('Three processes were asked for.');
    leaver.child.kill('SIGTERM');
    await everybodyHolds([first, second], [leaver], 'left');
    await waitUntil(() => leaver.child.exitCode === 0, deadlineMs, 'the process to end');
  });

  test('a second process with the id of the first is refused and stops', async () => {
    const { processes, start, addressOf } = await aCluster(3);
    const impostor = start(2, addressOf(9));
    await waitUntil(() => impostor.child.exitCode === 1, deadlineMs, 'the impostor to stop');
    expect(impostor.output.split('\n').at(-2)).toBe(`refused by ${addressOf(2)}`);
    expect(processes.map(({ states }) => states.get('node-2') ?? 'alive')).toEqual([
      'alive',
      'alive',
      'alive',
    ]);
  });
});
