import { expect, test } from 'vitest';
import { requireSameEpoch } from '../../../cluster/api/peer-head.ts';
import { ApiError } from '../../../cluster/errors.ts';
import { createSilentLogger, type Logger } from '../../../cluster/io/logger.ts';
import {
  type ClusterEpoch,
  clusterEpochText,
  parseClusterEpoch,
} from '../../../cluster/model/cluster-epoch.ts';
import { EpochFence } from '../../../cluster/node/epoch-fence.ts';
import { FakeClock } from '../io/fake-clock.ts';

const first: ClusterEpoch = { number: 0, recovery: '' };
const second: ClusterEpoch = { number: 1, recovery: '9f3a21bc' };
const otherSecond: ClusterEpoch = { number: 1, recovery: '00000000' };

function createFence(own: ClusterEpoch, holdsNothing = false) {
  const clock = new FakeClock();
  const logged: string[] = [];
  const logger: Logger = {
    ...createSilentLogger(),
    info: (message) => logged.push(message),
    warn: (message) => logged.push(message),
    error: (message) => logged.push(message),
  };
  let epoch = own;
  const fence = new EpochFence({
    clock,
    logger,
    own: () => epoch,
    holdsNothing: () => holdsNothing,
    adopt: (adopted) => {
      epoch = adopted;
    },
  });
  return { clock, fence, logged };
}

test('a node that was not restored says so, as long as it hears those that were', () => {
  const { clock, fence, logged } = createFence(first);
  expect(fence.refusal()).toBeNull();
  for (let count = 0; count < 3; count += 1) fence.meet('10.0.0.2:7946', second);
  expect(fence.refusal()).toContain('this node was not');
  expect(fence.refusal()).toContain('1-9f3a21bc');
  expect(logged).toEqual(['refused-by-epoch']);
  expect(fence.own).toEqual(first);
  clock.advance(60_000);
  expect(fence.refusal()).toBeNull();
  expect(fence.foreign()).toEqual([]);
});

test('a restored node keeps an older one out, notes it once, and has nothing to complain about', () => {
  const { fence, logged } = createFence(second);
  fence.meet('10.0.0.3:7946', first);
  fence.meet('10.0.0.3:7946', first);
  expect(logged).toEqual(['older-epoch-refused']);
  expect(fence.refusal()).toBeNull();
  expect(fence.foreign()).toEqual([{ address: '10.0.0.3:7946', epoch: first, relation: 'older' }]);
});

test('two that were restored to different moments say that they were', () => {
  const { fence } = createFence(second);
  fence.meet('10.0.0.3:7946', otherSecond);
  expect(fence.refusal()).toContain('different');
});

test('a node that holds nothing takes over a newer epoch, and no other', () => {
  const { fence, logged } = createFence(first, true);
  fence.meet('10.0.0.2:7946', second);
  expect(fence.own).toEqual(second);
  expect(fence.refusal()).toBeNull();
  fence.meet('10.0.0.3:7946', first);
  fence.meet('10.0.0.4:7946', otherSecond);
  expect(fence.own).toEqual(second);
  expect(logged).toEqual(['cluster-epoch-adopted', 'older-epoch-refused', 'refused-by-epoch']);
});

test('a request of another epoch is refused, one that says none is of the first', () => {
  const said = (text: string | undefined) => ({
    from: 'node-1',
    ...(text === undefined ? {} : { epoch: text }),
  });
  expect(() => requireSameEpoch(first, said(undefined))).not.toThrow();
  expect(() => requireSameEpoch(second, said('1-9f3a21bc'))).not.toThrow();
  for (const [own, text] of [
    [second, undefined],
    [first, '1-9f3a21bc'],
    [second, '1-00000000'],
    [second, 'nonsense'],
  ] as const) {
    expect(() => requireSameEpoch(own, said(text))).toThrow(ApiError);
  }
});

test('the text of an epoch reads back', () => {
  for (const epoch of [first, second, otherSecond]) {
    expect(parseClusterEpoch(clusterEpochText(epoch))).toEqual(epoch);
  }
  for (const text of ['', '-1', '1-', '1-9F3A21BC', '1.5', '1-9f3a21bc0']) {
    expect(parseClusterEpoch(text)).toBeNull();
  }
});
