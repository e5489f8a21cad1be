import { describe, expect, test } from 'vitest';
import { Deadline } from '../../../cluster/api/deadline.ts';
import type { GroupReport, NodeReport } from '../../../cluster/api/internal.ts';
import {
  checkConvergence,
  judgeConvergence,
  type Look,
  watchConvergence,
} from '../../../cluster/node/convergence.ts';
import { FakeClock } from '../io/fake-clock.ts';

const voters = ['n1', 'n2', 'n3'];

/** A copy of a space that takes writes: where its log stands at a time, and what its content is there. */
type Copy = {
  readonly placeAt: (ms: number) => number;
  readonly rootAt?: (sequence: number) => string;
};

const still = (sequence: number): Copy => ({ placeAt: () => sequence });
/** Takes so many entries a second, and applies them so late. */
const moving = (perSecond: number, lateMs: number): Copy => ({
  placeAt: (ms) => 1_000 + Math.floor(((ms - lateMs) * perSecond) / 1_000),
});
const damaged = (copy: Copy): Copy => ({ ...copy, rootAt: (sequence) => `damaged ${sequence}` });

function report(node: string, applied: number, root: string | null, id = 'alpha'): NodeReport {
  const group: GroupReport = {
    id,
    role: node === 'n1' ? 'primary' : 'replica',
    epoch: 4,
    primary: 'n1',
    settled: node === 'n1',
    copies: { voters, learners: [] },
    commit: applied,
    applied,
    root,
    patternRoot: root === null ? null : 'of patterns',
    peers: [],
  };
  const load = { cpuPct: 1, ioWaitPct: 0, memoryUsedPct: 2, diskUsedPct: 3 };
  return { node, groups: [group], walBytes: 100, memoryBytes: 200, load };
}

/** The nodes n1, n2, … with these copies on a clock of their own; counts the looks. */
function createCluster(...copies: readonly Copy[]) {
  const clock = new FakeClock();
  const counts = { looks: 0, rootsAsked: 0 };
  const answer = (node: string, copy: Copy, roots: Parameters<Look>[0]['roots']): NodeReport => {
    const here = copy.placeAt(clock.monotonicMs());
    if (roots === undefined) return report(node, here, null);
    const wanted = roots.at['alpha'] ?? -1;
    const latest = copy.placeAt(clock.monotonicMs() + roots.waitMs);
    const sequence = wanted >= here && wanted <= latest ? wanted : latest;
    return report(node, sequence, (copy.rootAt ?? String)(sequence));
  };
  const look: Look = ({ roots }) => {
    counts.looks += 1;
    clock.advance(1);
    if (roots !== undefined) counts.rootsAsked += 1;
    // So that whoever waits for its next look gets there.
    setImmediate(() => clock.advance(50));
    const nodes = copies.map((copy, index) => answer(`n${index + 1}`, copy, roots));
    return Promise.resolve({ nodes, unanswered: [] });
  };
  return { clock, look, counts };
}

async function check(...copies: readonly Copy[]) {
  const { clock, look, counts } = createCluster(...copies);
  const { converged, divergenceCount, perSpace } = await checkConvergence(
    look,
    new Deadline(60_000, clock),
    clock,
  );
  return { converged, divergenceCount, perSpace, ...counts };
}

async function watch(...copies: readonly Copy[]) {
  const { clock, look, counts } = createCluster(...copies);
  const { converged, divergenceCount } = await watchConvergence(
    look,
    new Deadline(60_000, clock),
    clock,
  );
  return { converged, divergenceCount, ...counts };
}

describe('the comparison of copies', () => {
  const equal = voters.map((node) => report(node, 90, 'aa'));

  test('equal roots at equal sequences are converged', () => {
    expect(judgeConvergence({ nodes: equal, unanswered: [] })).toMatchObject({
      converged: true,
      divergenceCount: 0,
    });
  });

  test('a copy that is behind and one with another content count as divergent', () => {
    const nodes = [report('n1', 90, 'aa'), report('n2', 89, 'aa'), report('n3', 90, 'bb')];
    expect(judgeConvergence({ nodes, unanswered: [] })).toMatchObject({
      converged: false,
      divergenceCount: 2,
    });
  });

  test('an alive node that does not answer leaves the question open, so the answer is no', () => {
    expect(judgeConvergence({ nodes: equal, unanswered: ['n4'] })).toMatchObject({
      converged: false,
      divergenceCount: 0,
    });
  });

  test('the catalog is no space', () => {
    const catalog = report('n1', 90, 'aa', '_catalog');
    expect(judgeConvergence({ nodes: [catalog], unanswered: [] }).perSpace).toEqual([]);
  });
});

describe('looking until the copies are equal', () => {
  test('copies at the same place are asked for their roots once', async () => {
    expect(await check(still(90), still(90), still(90))).toMatchObject({
      converged: true,
      looks: 2,
      rootsAsked: 1,
    });
  });

  test('a copy that is behind is waited for, and nobody hashes anything meanwhile', async () => {
    const late: Copy = { placeAt: (ms) => (ms < 100 ? 89 : 90) };
    expect(await check(still(90), late)).toMatchObject({
      converged: true,
      looks: 4,
      rootsAsked: 1,
    });
  });

  test('a copy that stays behind is divergent after a second, without a look at its content', async () => {
    expect(await check(still(90), still(89))).toMatchObject({
      converged: false,
      divergenceCount: 1,
      looks: 20,
      rootsAsked: 0,
    });
  });

  test('another content at the same place is divergent', async () => {
    const seen = await check(still(90), damaged(still(90)));
    expect(seen).toMatchObject({ converged: false, divergenceCount: 1 });
    expect(seen.rootsAsked).toBeGreaterThan(1);
  });

  test.each([30, 300, 3_000])(
    'copies that take %i writes a second are compared at one sequence that all come by',
    async (perSecond) => {
      const seen = await check(moving(perSecond, 0), moving(perSecond, 20), moving(perSecond, 45));
      expect(seen).toMatchObject({ converged: true, divergenceCount: 0 });
      expect(seen.looks).toBeLessThan(5);
      const [alpha] = seen.perSpace;
      expect(new Set(Object.values(alpha?.sequences ?? {})).size).toBe(1);
    },
  );

  test('another content is found while writes go on', async () => {
    const copies = [moving(300, 0), moving(300, 20), damaged(moving(300, 45))];
    expect(await check(...copies)).toMatchObject({ converged: false, divergenceCount: 1 });
  });

  test('a copy that stays behind is found while writes go on', async () => {
    expect(await check(moving(300, 0), moving(300, 20), still(900))).toMatchObject({
      converged: false,
      rootsAsked: 0,
    });
  });

  test('writes that end while the copies are being compared leave nothing open', async () => {
    const ending = (lateMs: number): Copy => ({
      placeAt: (ms) => moving(300, lateMs).placeAt(Math.min(ms, 120 + lateMs)),
    });
    expect(await check(ending(0), ending(20), ending(45))).toMatchObject({ converged: true });
  });
});

describe('watching in passing', () => {
  test('copies at the same place are compared', async () => {
    expect(await watch(still(90), still(90))).toMatchObject({ converged: true, rootsAsked: 1 });
    expect(await watch(still(90), damaged(still(90)))).toMatchObject({
      converged: false,
      divergenceCount: 1,
    });
  });

  test('copies that writes keep apart are not divergent, and nobody hashes anything', async () => {
    expect(await watch(moving(300, 0), moving(300, 20), moving(300, 45))).toMatchObject({
      divergenceCount: 0,
      looks: 2,
      rootsAsked: 0,
    });
  });

  test('writes that come while copies at the same place are compared do not make them divergent', async () => {
    const starting = (lateMs: number): Copy => ({
      placeAt: (ms) => (ms < 2 ? 1_000 : moving(300, lateMs).placeAt(ms + 100)),
    });
    expect(await watch(starting(0), starting(20))).toMatchObject({
      divergenceCount: 0,
      rootsAsked: 1,
    });
  });

  test('a copy that stays behind is divergent after a second', async () => {
    expect(await watch(moving(300, 0), moving(300, 20), still(900))).toMatchObject({
      converged: false,
      divergenceCount: 1,
      looks: 20,
    });
  });
});
