import { describe, expect, it } from 'vitest';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { entryTypes } from '../../../cluster/model/entry.ts';
import type { Member } from '../../../cluster/model/member.ts';
import type { CatalogHost } from '../../../cluster/node/groups.ts';
import type { Peers } from '../../../cluster/node/peers.ts';
import { PlacementDecisions } from '../../../cluster/node/placement-decisions.ts';
import { Rebalancer, type RebalancerDeps } from '../../../cluster/node/rebalancer.ts';
import { StuckWatch } from '../../../cluster/node/stuck-watch.ts';
import { type CatalogCommand, createCatalog } from '../../../cluster/placement/catalog.ts';
import { FakeClock } from '../io/fake-clock.ts';

const at = '2026-01-05T10:00:00.000Z';
const nodes = ['n1', 'n2', 'n3', 'n4'];

/** A coordinator of four nodes of which the last one is empty, with as many spaces on the first three as it has names. */
function coordinator(spaces: readonly string[]) {
  const machine = createCatalog();
  let sequence = 0;
  const apply = (payload: CatalogCommand): void => {
    sequence += 1;
    const hlc = { wallMs: sequence, counter: 0 };
    machine.apply({ epoch: 1, sequence, hlc, type: entryTypes.catalogCommand, payload });
  };
  apply({ kind: 'initialize', clusterId: 'c-1', nodes, at });
  for (const space of spaces)
    apply({ kind: 'create-space', space, copies: ['n1', 'n2', 'n3'], at });
  // All that decisions ask of the catalog's group: its machine, and that what they propose is applied.
  const catalog = {
    machine,
    propose: async (_type: number, payload: CatalogCommand) => {
      apply(payload);
      return { kind: 'committed' };
    },
  } as unknown as CatalogHost;
  let members = nodes.map((id): Member => {
    const rest = { swimAddress: id, httpAddress: id, version: '0.1.0', startedAt: 0 };
    const seen = { incarnation: 1, changedAt: 0, heardAt: null, local: id === 'n1' };
    return { id, state: 'alive', draining: false, ...rest, ...seen };
  });
  const peers = { members: () => members } as Pick<Peers, 'members'> as Peers;
  /** As after a restart of all nodes while this one was away. */
  const loseRow = (node: string): void => {
    members = members.filter(({ id }) => id !== node);
  };
  const clock = new FakeClock();
  const rebalancer = new Rebalancer({
    peers,
    clock,
    copies: 3,
    logger: createSilentLogger(),
  } as Partial<RebalancerDeps> as RebalancerDeps);
  const decisions = new PlacementDecisions({
    peers,
    rebalancer,
    stuck: new StuckWatch(clock, 60_000),
    clock,
    copies: 3,
    viewSpaces: async () => [],
  });
  return { catalog, machine, decisions, loseRow };
}

describe('the migration of one space', () => {
  it('makes one move of that space and none of another', async () => {
    const { catalog, machine, decisions } = coordinator(['alpha', 'beta', 'gamma']);
    const moving = await planned(coordinator(['alpha', 'beta', 'gamma']));
    const migration = await decisions.carryOut(catalog, { kind: 'migrate', space: moving });
    expect(migration).toMatchObject({ space: moving, to: 'n4', version: 1, reason: 'requested' });
    expect(machine.rebalance()?.moves).toMatchObject([{ space: moving, to: 'n4' }]);
  });

  it('names the open move when it is asked for again, and is refused for another space', async () => {
    const { catalog, machine, decisions } = coordinator(['alpha', 'beta', 'gamma']);
    const moving = await planned(coordinator(['alpha', 'beta', 'gamma']));
    const first = await decisions.carryOut(catalog, { kind: 'migrate', space: moving });
    const run = machine.rebalance()?.id;
    expect(await decisions.carryOut(catalog, { kind: 'migrate', space: moving })).toEqual(first);
    const other = ['alpha', 'beta', 'gamma'].find((space) => space !== moving) ?? '';
    await expect(
      decisions.carryOut(catalog, { kind: 'migrate', space: other }),
    ).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    expect(machine.rebalance()?.id).toBe(run);
  });

  it('starts nothing for a space that is where it should be', async () => {
    const { catalog, machine, decisions } = coordinator(['alpha']);
    expect(await decisions.carryOut(catalog, { kind: 'migrate', space: 'alpha' })).toBeNull();
    expect(machine.rebalance()).toBeNull();
  });
});

describe('forgetting a node', () => {
  const forget = (node: string) => ({ kind: 'forget', node }) as const;

  it('is refused for a name that the cluster never had', async () => {
    const { catalog, decisions } = coordinator([]);
    await expect(decisions.carryOut(catalog, forget('n9'))).rejects.toMatchObject({
      code: 'RESOURCE_NOT_FOUND',
      message: 'Unexpected node `n9`, expected one of `n1`, `n2`, `n3`, `n4`.',
    });
  });

  it('is refused while the node is alive', async () => {
    const { catalog, machine, decisions } = coordinator([]);
    await expect(decisions.carryOut(catalog, forget('n4'))).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
    });
    expect(machine.nodes()).toEqual(nodes);
  });

  it('can be repeated, although no member remembers the node', async () => {
    const { catalog, machine, decisions, loseRow } = coordinator([]);
    loseRow('n4');
    expect(await decisions.carryOut(catalog, forget('n4'))).toEqual({ nodes: 3 });
    expect(await decisions.carryOut(catalog, forget('n4'))).toEqual({ nodes: 3 });
    expect(machine.nodes()).toEqual(['n1', 'n2', 'n3']);
  });
});

/** The space that a whole rebalance would move first. */
async function planned({ catalog, machine, decisions }: ReturnType<typeof coordinator>) {
  await decisions.carryOut(catalog, { kind: 'rebalance' });
  return machine.rebalance()?.moves[0]?.space ?? '';
}
