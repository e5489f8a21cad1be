/** The record of a cluster that does not run. */
import type { ClusterRecord, Isolation } from '../../../ops/state/record.ts';

export function recordOf(nodes: number, isolation: Isolation): ClusterRecord {
  const hosts = Array.from({ length: nodes }, (_, index) => {
    const address = `10.0.1.${10 + index}`;
    return { id: `node-${index + 1}`, address, url: `http://${address}:7432` };
  });
  return {
    name: 'engram',
    phase: 'running',
    keeper: { pid: 1, started: '' },
    pidView: '',
    isolation,
    profile: 'fast',
    createdAt: 0,
    endsAt: 0,
    place: {},
    hosts,
  };
}
