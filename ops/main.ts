// engram-ops: entry of the operator's CLI, and of the supervisor that it starts. Owns the terminal and the exit code.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/engram', import.meta.url)));

const [verb, folder] = process.argv.slice(2);
if (verb === 'supervise' && folder !== undefined) {
  const { supervise } = await import('./supervisor/main.ts');
  process.exit(await supervise(folder));
}
const { runCli } = await import('./cli.ts');
process.exitCode = await runCli(process.argv.slice(2));
