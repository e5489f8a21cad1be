import { describe, expect, it } from 'vitest';
import { defaultTiming } from '../../../cluster/replication/timing.ts';
import { Trio, trioWithPrimary } from './trio.ts';

const { canvassRetryMs, primarySilenceMs, staggerMs } = defaultTiming;

describe('an election', () => {
  it('gives a new group to its first voter at once', () => {
    const trio = trioWithPrimary();
    expect(trio.status('node-1')).toMatchObject({ role: 'primary', epoch: 1, settled: true });
    expect(trio.status('node-2')).toMatchObject({ role: 'replica', primary: 'node-1' });
  });

  it('tells its story in roles', () => {
    expect(trioWithPrimary().log.filter((line) => line.includes(' is '))).toEqual([
      'node-1 is candidate in epoch 0',
      'node-2 is replica in epoch 0',
      'node-3 is replica in epoch 0',
      'node-1 is candidate in epoch 1',
      'node-2 is replica in epoch 1',
      'node-3 is replica in epoch 1',
      'node-1 is primary in epoch 1',
      'node-2 is replica in epoch 1',
      'node-3 is replica in epoch 1',
    ]);
  });

  it('founds a group that only one node knows of', () => {
    const trio = new Trio(['node-1', 'node-2', 'node-3'], ['node-1']);
    trio.tick('node-1');
    trio.deliver();
    expect(trio.status('node-3').copies.voters).toEqual(['node-1', 'node-2', 'node-3']);
    expect(trio.status('node-3').role).toBe('replica');
  });

  it('needs nobody else when there is one copy', () => {
    const trio = new Trio(['node-1']);
    trio.tick('node-1');
    trio.propose('node-1', 7);
    expect(trio.outcome(7)).toEqual({ kind: 'committed', position: { epoch: 1, sequence: 2 } });
  });

  it('starts when SWIM calls the primary dead, on the most advanced replica', () => {
    const trio = trioWithPrimary();
    trio.propose('node-1', 1);
    // node-2, who would win a tie, misses what node-3 gets.
    trio.mail = trio.mail.filter(({ to }) => to === 'node-3');
    trio.deliver(['node-2']);
    expect(trio.outcome(1)).toMatchObject({ kind: 'committed' });
    const gone = { 'node-1': 'dead', 'node-2': 'alive', 'node-3': 'alive' } as const;
    trio.hears('node-2', gone);
    trio.hears('node-3', gone);
    trio.deliver(['node-1']);
    expect(trio.status('node-3')).toMatchObject({ role: 'primary', epoch: 2, lastSequence: 3 });
    expect(trio.status('node-2')).toMatchObject({ role: 'replica', primary: 'node-3', commit: 3 });
  });

  it('lets the lower id go first when the logs are equal', () => {
    const trio = trioWithPrimary();
    const gone = { 'node-1': 'dead', 'node-2': 'alive', 'node-3': 'alive' } as const;
    trio.hears('node-3', gone);
    trio.hears('node-2', gone);
    trio.deliver(['node-1']);
    expect(trio.status('node-2')).toMatchObject({ role: 'primary', epoch: 2 });
  });

  it('gives the second in line its turn when the first does nothing', () => {
    const trio = trioWithPrimary();
    const gone = { 'node-1': 'dead', 'node-2': 'alive', 'node-3': 'alive' } as const;
    trio.hears('node-2', gone);
    trio.mail = [];
    trio.hears('node-3', gone);
    // node-2 answers node-3's canvass and then says nothing more.
    const [canvass] = trio.mail.filter(({ to }) => to === 'node-2');
    if (canvass === undefined) throw new Error('no canvass');
    trio.mail = [];
    trio.give('node-2', { kind: 'message', message: canvass.message });
    const answers = trio.mail.filter(({ to }) => to === 'node-3');
    trio.mail = [];
    for (const { message } of answers) trio.give('node-3', { kind: 'message', message });
    expect(trio.status('node-3')).toMatchObject({ role: 'candidate', epoch: 1 });
    trio.now += staggerMs;
    trio.tick('node-3');
    expect(trio.status('node-3')).toMatchObject({ role: 'candidate', epoch: 2 });
  });

  it('is not begun anew while the votes wait for slow disks', () => {
    const trio = trioWithPrimary();
    trio.syncsAtOnce = false;
    const gone = { 'node-1': 'dead', 'node-2': 'alive', 'node-3': 'alive' } as const;
    trio.hears('node-3', gone);
    trio.hears('node-2', gone);
    trio.deliver(['node-1']);
    const wait = (): void => {
      for (let tick = 0; tick < 10; tick += 1) {
        trio.now += canvassRetryMs;
        trio.tick('node-2');
        trio.deliver(['node-1']);
      }
    };
    wait();
    trio.sync('node-2');
    trio.deliver(['node-1']);
    wait();
    expect(trio.status('node-2')).toMatchObject({ role: 'candidate', epoch: 2 });
    trio.sync('node-3');
    trio.deliver(['node-1']);
    expect(trio.status('node-2')).toMatchObject({ role: 'primary', epoch: 2 });
  });

  it('is refused by a copy that hears a live primary', () => {
    const trio = trioWithPrimary();
    trio.hears('node-3', { 'node-1': 'dead', 'node-2': 'alive', 'node-3': 'alive' });
    trio.deliver();
    expect(trio.status('node-1')).toMatchObject({ role: 'primary', epoch: 1 });
    expect(trio.status('node-3').epoch).toBe(1);
  });

  it('starts without SWIM when the primary has been silent for too long', () => {
    const trio = trioWithPrimary();
    trio.now += primarySilenceMs;
    trio.tick('node-2');
    trio.deliver(['node-1']);
    expect(trio.status('node-2')).toMatchObject({ role: 'primary', epoch: 2 });
  });

  it('gives a primary that has restarted its office back at once', () => {
    const trio = trioWithPrimary();
    trio.propose('node-1', 1);
    trio.deliver();
    trio.restart('node-1');
    trio.tick('node-1');
    trio.deliver();
    expect(trio.status('node-1')).toMatchObject({ role: 'primary', epoch: 2, commit: 3 });
  });

  it('goes to a replica when the primary has lost what it had not synced', () => {
    const trio = trioWithPrimary();
    trio.syncsAtOnce = false;
    trio.propose('node-1', 1);
    trio.deliver();
    trio.sync('node-2');
    trio.sync('node-3');
    trio.restart('node-1');
    trio.syncsAtOnce = true;
    trio.tick('node-1');
    trio.deliver();
    expect(trio.status('node-2')).toMatchObject({ role: 'primary', epoch: 2, commit: 3 });
    expect(trio.status('node-1')).toMatchObject({ role: 'replica', lastSequence: 3 });
  });

  it('happens nowhere without a majority of the copies', () => {
    const trio = trioWithPrimary();
    trio.hears('node-2', { 'node-1': 'dead', 'node-2': 'alive', 'node-3': 'dead' });
    for (let rounds = 0; rounds < 20; rounds += 1) {
      trio.now += primarySilenceMs;
      trio.tick('node-2');
      trio.deliver(['node-1', 'node-3']);
    }
    expect(trio.status('node-2')).toMatchObject({ role: 'candidate', epoch: 1 });
  });

  it('does not ask for votes before the candidate has made its promise durable', () => {
    const trio = trioWithPrimary();
    trio.syncsAtOnce = false;
    trio.hears('node-2', { 'node-1': 'dead' });
    trio.hears('node-3', { 'node-1': 'dead' });
    trio.deliver(['node-1']);
    expect(trio.mail).toEqual([]);
    expect(trio.unsynced.get('node-2')).toMatchObject([
      { promised: { epoch: 2, votedFor: 'node-2' }, entries: [] },
    ]);
    trio.sync('node-2');
    expect(trio.mail.map(({ message }) => message.kind)).toEqual(['vote-request', 'vote-request']);
  });

  it('does not send a vote before the voter has made its promise durable', () => {
    const trio = trioWithPrimary();
    trio.hears('node-2', { 'node-1': 'dead' });
    trio.hears('node-3', { 'node-1': 'dead' });
    trio.syncsAtOnce = false;
    trio.deliver(['node-1']);
    trio.sync('node-2');
    trio.deliver(['node-1']);
    expect(trio.status('node-2').role).toBe('candidate');
    trio.sync('node-3');
    trio.deliver(['node-1']);
    expect(trio.status('node-2').role).toBe('primary');
  });
});

describe('a hand-over', () => {
  it('moves the office to a copy that has everything', () => {
    const trio = trioWithPrimary();
    trio.give('node-1', { kind: 'hand-over', to: 'node-3' });
    trio.deliver();
    expect(trio.status('node-3')).toMatchObject({ role: 'primary', epoch: 2 });
    expect(trio.status('node-1')).toMatchObject({ role: 'replica', primary: 'node-3' });
  });

  it('starts by itself when the primary is being drained', () => {
    const trio = trioWithPrimary();
    trio.hears('node-1', { 'node-1': 'alive', 'node-2': 'alive', 'node-3': 'alive' }, ['node-1']);
    trio.deliver();
    expect(trio.status('node-1').role).toBe('replica');
    expect(trio.status('node-2').role).toBe('primary');
  });

  it('is not begun towards a copy that SWIM calls dead', () => {
    const trio = trioWithPrimary();
    trio.hears('node-1', { 'node-2': 'dead', 'node-3': 'alive' });
    trio.give('node-1', { kind: 'hand-over', to: 'node-2' });
    trio.deliver();
    expect(trio.status('node-1').role).toBe('primary');
  });

  it('refuses new writes while it lasts, and takes them again when it fails', () => {
    const trio = trioWithPrimary();
    trio.give('node-1', { kind: 'hand-over', to: 'node-2' });
    trio.mail = [];
    trio.propose('node-1', 1);
    expect(trio.outcome(1)).toMatchObject({ kind: 'refused', reason: 'handing-over' });
    for (let waited = 0; waited <= primarySilenceMs; waited += 500) {
      trio.now += 500;
      trio.tick('node-1');
      trio.mail = trio.mail.filter(({ message }) => message.kind !== 'hand-over');
      trio.deliver();
    }
    trio.propose('node-1', 2);
    trio.deliver();
    expect(trio.outcome(2)).toMatchObject({ kind: 'committed' });
  });
});
