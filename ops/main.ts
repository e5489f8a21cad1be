// engram-ops: entry of the operator's CLI, and of the supervisor that it starts. Owns the terminal and the exit code.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/engram', import.meta.url)));

// Whoever read our output may be gone, as in `… | head`; what has begun is finished all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });

const [verb, folder] = process.argv.slice(2);
if (verb === 'supervise' && folder !== undefined) {
  void import('./supervisor/main.ts').then(async ({ supervise }) =>
    process.exit(await supervise(folder)),
  );
} else {
  void import('./cli.ts').then(async ({ runCli }) => {
    process.exitCode = await runCli(process.argv.slice(2));
  });
}
