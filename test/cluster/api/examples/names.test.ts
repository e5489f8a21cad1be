import { expect, test } from 'vitest';
import { Names } from './names.ts';

test('an id of an answer stands wherever an example shows it again', () => {
  const names = new Names();
  const shown = { drain_id: 'drain_1', node_id: 'node-4', rows: [{ id: 'conf_1' }] };
  const answered = { drain_id: 'drain_9', node_id: 'node-2', rows: [{ id: 'conf_9' }] };
  expect(names.learn(shown, answered)).toEqual([]);
  expect(names.real('drain_1')).toBe('drain_9');
  expect(names.translate({ conflict_ids: ['conf_1'], max: 1 })).toEqual({
    conflict_ids: ['conf_9'],
    max: 1,
  });
});

test('only what the cluster makes has another name, but for nodes that were given one', () => {
  const names = new Names();
  names.learn({ node_id: 'node-4', topic: 'a_b' }, { node_id: 'node-2', topic: 'c_d' });
  expect(names.translate(['node-4', 'a_b'])).toEqual(['node-4', 'a_b']);
  names.set('node-4', 'node-1');
  names.set('10.0.1.13', '127.0.0.10');
  expect(names.real('No answer to 10.0.1.13:7432.')).toBe('No answer to 127.0.0.10:7432.');
  expect(names.translate({ new_replica_node: 'node-4' })).toEqual({ new_replica_node: 'node-1' });
});

test('an answer about something else than the example is named with its place', () => {
  const names = new Names();
  names.learn({ sync_id: 'sync_1' }, { sync_id: 'sync_8' });
  expect(names.learn({ sync_id: 'sync_1' }, { sync_id: 'sync_9' })).toEqual(['.sync_id']);
  expect(names.real('sync_1')).toBe('sync_8');
});
