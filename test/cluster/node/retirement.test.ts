// A node that shall leave is forgotten when the cluster counts on nothing that it has, and no sooner.
import { expect, test } from 'vitest';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import type { MemberState } from '../../../cluster/model/member.ts';
import { Retirement, type RetirementDeps } from '../../../cluster/node/retirement.ts';
import { FakeClock } from '../io/fake-clock.ts';

const node = 'node-4';
const at = '2026-01-05T10:00:00Z';

/** What a coordinator does in one round about node-4, which shall leave. */
async function round(given: {
  readonly state: MemberState;
  readonly holdsCopies: boolean;
  readonly votes: boolean;
  /** Somebody calls the decommission off first. */
  readonly isCalledOff?: boolean;
}): Promise<readonly string[]> {
  const done: string[] = [];
  let leaving = {};
  const voters = ['node-1', 'node-2', 'node-3', ...(given.votes ? [node] : [])];
  const catalog = {
    status: () => ({ role: 'primary', settled: true, copies: { voters, learners: [] } }),
    propose: async (_type: unknown, command: { readonly kind: string }) => {
      done.push(command.kind);
      if (command.kind === 'let-leave' && given.isCalledOff !== true) leaving = { leavingAt: at };
      return { kind: 'committed' };
    },
    machine: {
      decommissions: () => [{ id: 'dec_1', node, startedAt: at, end: null, ...leaving }],
      holds: () => given.holdsCopies,
      setting: () => null,
    },
  };
  const members = [{ id: node, state: given.state, draining: true }];
  const deps = {
    groups: { catalog },
    peers: { members: () => members },
    orders: { give: async (_node: string, order: string) => void done.push(order) },
    clock: new FakeClock(),
    logger: createSilentLogger(),
  };
  // Of its neighbours it uses what is above.
  new Retirement(deps as unknown as RetirementDeps).run();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  return done;
}

test('a node that died while it still held copies is not forgotten: it may come back, or repair replaces them', async () => {
  expect(await round({ state: 'dead', holdsCopies: true, votes: true })).toEqual([]);
});

test('a node that was stopped while it still had a vote is not forgotten', async () => {
  expect(await round({ state: 'left', holdsCopies: false, votes: true })).toEqual([]);
});

test('a node that is gone and empty is forgotten', async () => {
  const done = await round({ state: 'left', holdsCopies: false, votes: false });
  expect(done).toEqual(['set-setting', 'forget-node']);
});

test('a node that is alive and empty is told to stop, once that is written down', async () => {
  const done = await round({ state: 'alive', holdsCopies: false, votes: false });
  expect(done).toEqual(['let-leave', 'stop']);
});

test('a node whose decommission is called off at that moment is not told to stop', async () => {
  const empty = { state: 'alive', holdsCopies: false, votes: false } as const;
  expect(await round({ ...empty, isCalledOff: true })).toEqual(['let-leave']);
});
