import { expect, test } from 'vitest';
import { isCopyState } from '../../../cluster/api/internal-gossip.ts';

const state = {
  epoch: 7,
  position: { epoch: 7, sequence: 9 },
  copies: { voters: ['node-1'], learners: [] },
  root: 'abc',
  state: { memories: [], tombstones: [], operations: [] },
};

test('the state of a copy is recognised', () => {
  expect(isCopyState(state)).toBe(true);
});

test.each(Object.keys(state))('without its %s it is none', (field) => {
  expect(isCopyState({ ...state, [field]: undefined })).toBe(false);
});

test('with memories that are none it is none', () => {
  expect(isCopyState({ ...state, state: { ...state.state, memories: [7] } })).toBe(false);
});
