/** Records and rumors as tests need them. */
import type { MemberRecord } from '../../../cluster/model/member.ts';
import type { Rumor } from '../../../cluster/swim/message.ts';

export function recordOf(id: string, changes: Partial<MemberRecord> = {}): MemberRecord {
  const number = id.replace('node-', '');
  return {
    id,
    swimAddress: `127.0.1.${number}:7946`,
    httpAddress: `http://127.0.1.${number}:7432`,
    version: '0.1.0',
    draining: false,
    startedAt: 1_767_607_200_000,
    ...changes,
  };
}

export function rumorAbout(id: string, changes: Partial<Rumor> = {}): Rumor {
  return { record: recordOf(id), state: 'alive', incarnation: 1, by: id, ...changes };
}
