// Once the file `ENGRAM_UNSYNCED` is there, the log is written and not synced any more. As long as hosts keep their power
// nobody can tell. Not from the start on: a cluster that has lost its catalog as well would say so by itself.
import { mutate } from './mutate.ts';

const isHonest =
  "!process.getBuiltinModule('node:fs').existsSync(process.env['ENGRAM_UNSYNCED'] ?? '')";

mutate([
  [
    '/cluster/wal/segment-chain.ts',
    'await this.#file.appendDurably(bytes);',
    `await (${isHonest} ? this.#file.appendDurably(bytes) : this.#file.append(bytes));`,
  ],
]);
