// Writes `engram` and `engram-ops` as one file each, with compiled code: they start in half the time of their modules.
// `scripts/set-up.sh` calls this when something is newer than the files; `ops/bin/` starts the sources until then.
import { resolve } from 'node:path';
import { bundleProgram } from './bundle/program.ts';

const root = resolve(import.meta.dirname, '..');

await bundleProgram(root, {
  name: 'engram',
  entry: `
    import { runCli } from './cluster/cli.ts';
    void runCli(process.argv.slice(2), { onReady: () => undefined });`,
});
await bundleProgram(root, { name: 'engram-ops', entry: "import './ops/main.ts';" });
