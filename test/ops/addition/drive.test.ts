import { describe, expect, test } from 'vitest';
import { type AdditionHands, driveAddition } from '../../../ops/addition/drive.ts';

type State = Awaited<ReturnType<AdditionHands['memberState']>>;

/** A cluster on paper, and a host that becomes its node. */
class PaperHost {
  readonly log: string[] = [];
  failAt: string | null = null;
  state: State = 'absent';
  running = false;

  readonly hands: AdditionHands = {
    memberState: async () => this.state,
    isRunning: async () => this.running,
    check: async () => this.#note('check'),
    configure: async () => this.#note('configure'),
    start: async () => {
      this.#note('start');
      this.running = true;
    },
    awaitMember: async () => {
      this.#note('member');
      this.state = 'alive';
    },
    awaitShare: async () => {
      this.#note('share');
      return { copies: 3, primaries: 1 };
    },
    spreadSeed: async () => {
      this.#note('seeds');
      return ['node-1'];
    },
  };

  #note(entry: string): void {
    this.log.push(entry);
    if (this.failAt !== entry) return;
    this.failAt = null;
    throw new Error(`${entry} failed`);
  }
}

const add = (host: PaperHost) => driveAddition(host.hands, () => undefined);
const all = ['check', 'configure', 'start', 'member', 'share', 'seeds'];

test('a host is checked, configured, started, awaited, given its share and made a seed, in this order', async () => {
  const host = new PaperHost();
  expect(await add(host)).toEqual({
    joined: true,
    share: { copies: 3, primaries: 1 },
    seedsChanged: ['node-1'],
  });
  expect(host.log).toEqual(all);
});

describe('a second call goes on', () => {
  test.each(all)('where the first one failed: at %s', async (entry) => {
    const host = new PaperHost();
    host.failAt = entry;
    await expect(add(host)).rejects.toThrow(`${entry} failed`);
    host.log.length = 0;
    await add(host);
    const at = all.indexOf(entry);
    // What was not started is checked again; what was started is not configured again.
    const begin = at <= all.indexOf('start') ? 0 : all.indexOf('member');
    expect(host.log).toEqual(all.slice(begin));
  });

  test('for a member, and does nothing twice', async () => {
    const host = new PaperHost();
    host.state = 'alive';
    expect(await add(host)).toMatchObject({ joined: false });
    expect(host.log).toEqual(['member', 'share', 'seeds']);
  });
});

test.each(['dead', 'left'] as const)(
  'a node that the cluster knows as %s is refused, and nothing is touched',
  async (state) => {
    const host = new PaperHost();
    host.state = state;
    await expect(add(host)).rejects.toThrow(`it is \`${state}\``);
    expect(host.log).toEqual([]);
  },
);
