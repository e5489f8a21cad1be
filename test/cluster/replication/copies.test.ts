import { describe, expect, it } from 'vitest';
import { trioWithPrimary } from './trio.ts';

describe('a change of the copies', () => {
  const change = (node: string, kind: 'add-learner' | 'promote' | 'remove') =>
    ({ kind: 'change-copies', token: 9, change: { kind, node } }) as const;

  it('adds a node as a learner that counts for nothing, then makes it a voter', () => {
    const trio = trioWithPrimary();
    trio.add('node-4');
    trio.give('node-1', change('node-4', 'add-learner'));
    trio.deliver();
    expect(trio.status('node-4')).toMatchObject({ role: 'learner', commit: 2 });
    trio.give('node-1', change('node-4', 'promote'));
    trio.deliver();
    expect(trio.status('node-4')).toMatchObject({ role: 'replica', commit: 3 });
    expect(trio.log).toContain('node-4 copies-changed');
  });

  it('does not promote a learner that is behind', () => {
    const trio = trioWithPrimary();
    trio.add('node-4');
    for (let token = 100; token < 250; token += 1) trio.propose('node-1', token);
    trio.deliver();
    trio.give('node-1', change('node-4', 'add-learner'));
    trio.deliver(['node-4']);
    trio.give('node-1', { ...change('node-4', 'promote'), token: 10 });
    expect(trio.outcome(10)).toMatchObject({ kind: 'refused', reason: 'lagging' });
  });

  it('allows one change at a time', () => {
    const trio = trioWithPrimary();
    trio.give('node-1', change('node-4', 'add-learner'));
    trio.give('node-1', { ...change('node-3', 'remove'), token: 10 });
    expect(trio.outcome(10)).toMatchObject({ kind: 'refused', reason: 'change-running' });
  });

  it('lets a primary remove itself, which ends its office', () => {
    const trio = trioWithPrimary();
    trio.give('node-1', change('node-1', 'remove'));
    trio.deliver();
    expect(trio.outcome(9)).toMatchObject({ kind: 'committed' });
    expect(trio.status('node-1').role).toBe('learner');
  });

  it('refuses what changes nothing', () => {
    const trio = trioWithPrimary();
    trio.give('node-1', change('node-2', 'add-learner'));
    expect(trio.outcome(9)).toMatchObject({ kind: 'refused', reason: 'pointless' });
  });
});
