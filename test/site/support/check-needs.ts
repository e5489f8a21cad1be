// What the browser tests need and do not make themselves. Says in a line what is missing and how to get it.
import { existsSync } from 'node:fs';
import { chromiumPath } from './chromium-path.ts';

const missing = [
  existsSync('dist/index.html') ? null : '`dist/` is missing: run `npm run build` first',
  existsSync(chromiumPath)
    ? null
    : `\`${chromiumPath}\` is missing: install the Debian package chromium, or set CHROMIUM_PATH`,
].filter((line) => line !== null);
for (const line of missing) process.stderr.write(`browser tests: ${line}\n`);
process.exitCode = missing.length > 0 ? 1 : 0;
