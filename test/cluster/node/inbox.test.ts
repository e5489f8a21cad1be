import { expect, test } from 'vitest';
import { createSilentLogger, type Logger } from '../../../cluster/io/logger.ts';
import { entryTypes } from '../../../cluster/model/entry.ts';
import { newestRelease } from '../../../cluster/model/release.ts';
import { Inbox } from '../../../cluster/node/inbox.ts';
import { ImpossibleMessage } from '../../../cluster/replication/impossible-message.ts';
import type { GroupMessage } from '../../../cluster/replication/message.ts';

const agreement = (sequence: number) =>
  ({
    ...{ group: 'orders', from: 'node-2', epoch: 3, kind: 'append-answer' },
    ...{ agreed: true, sequence },
  }) as const;
const append = {
  ...{ group: 'orders', from: 'node-2', epoch: 3, kind: 'append' },
  ...{ previous: { epoch: 0, sequence: 0 }, entries: [], commit: 0 },
} as const;

test('a reply holds answers; what else stands in it is left out, and the rest is heard', () => {
  const { inbox, delivered, lines } = anInbox();
  inbox.takeAnswers('node-2', [append, 'nonsense', null, { kind: 'vote-answer' }, agreement(7)]);
  expect(delivered).toEqual([agreement(7)]);
  expect(lines).toEqual(Array(4).fill('warn malformed-message'));
});

test('a request may hold all kinds', () => {
  const { inbox, delivered } = anInbox();
  inbox.take('node-2', [append, agreement(7)]);
  expect(delivered).toEqual([append, agreement(7)]);
});

test('an entry without a payload is none: it could not be written to the log', () => {
  const { inbox, delivered, lines } = anInbox();
  const hlc = { wallMs: 1, counter: 0 };
  const entry = { epoch: 3, sequence: 1, hlc, type: entryTypes.consolidation };
  inbox.take('node-2', [{ ...append, entries: [entry] }]);
  expect(delivered).toEqual([]);
  inbox.take('node-2', [{ ...append, entries: [{ ...entry, payload: null }] }]);
  expect(delivered).toHaveLength(1);
  expect(lines).toEqual(['warn malformed-message']);
});

test('a message that cannot be is told as an error, and the next one is heard', () => {
  const { inbox, delivered, lines } = anInbox(({ kind }) => {
    if (kind === 'append') throw new ImpossibleMessage('two primaries');
  });
  inbox.take('node-2', [append, agreement(7)]);
  expect(delivered).toEqual([agreement(7)]);
  expect(lines).toEqual(['error impossible-message']);
});

test('a fault of this node itself is told and goes on as a fault', () => {
  const { inbox, lines } = anInbox(() => {
    throw new Error('a committed entry would be cut off');
  });
  expect(() => inbox.takeAnswers('node-2', [agreement(7)])).toThrow('would be cut off');
  expect(lines).toEqual(['error message-failed']);
});

function anInbox(check: (message: GroupMessage) => void = () => undefined) {
  const delivered: GroupMessage[] = [];
  const lines: string[] = [];
  const logger: Logger = {
    ...createSilentLogger(),
    warn: (message) => lines.push(`warn ${message}`),
    error: (message) => lines.push(`error ${message}`),
  };
  const groups = {
    deliver(message: GroupMessage): void {
      check(message);
      delivered.push(message);
    },
  };
  return { inbox: new Inbox({ groups, release: newestRelease, logger }), delivered, lines };
}
