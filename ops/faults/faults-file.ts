// The file in a node's folder that holds the faults it starts with.
import { renameSync, writeFileSync } from 'node:fs';
import { nodeFiles } from '../layout.ts';

/** A node as it should be, as `POST /__test__/faults` takes it. */
export const noFaults = JSON.stringify({ links: [], disk: [], clock_offset_ms: 0, rot: [] });

/** In one step: the node may be reading it. */
export function writeFaultsFile(folder: string, id: string, text: string = noFaults): void {
  const { faults } = nodeFiles(folder, id);
  writeFileSync(`${faults}.new`, text);
  renameSync(`${faults}.new`, faults);
}
