// `npm run reference`: writes a page for every diagnostic, the pages about hard cases, the HTTP API, the metrics and the configuration of a node, and the JSON Schemas that the site publishes.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { errorPages, errorPagesFolder } from './generate/error-pages.ts';
import { hardCasesPage } from './generate/hard-cases-page.ts';
import { httpApiPage } from './generate/http-api-page.ts';
import { metricsPage } from './generate/metrics-page.ts';
import { nodeConfigPage } from './generate/node-config-page.ts';
import { schemaFiles } from './generate/schemas.ts';

// A code that is gone takes its page with it.
rmSync(errorPagesFolder, { recursive: true, force: true });
for (const { path, text } of [
  ...errorPages(),
  hardCasesPage(),
  httpApiPage(),
  metricsPage(),
  nodeConfigPage(),
  ...schemaFiles(),
]) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(relative(process.cwd(), path));
}
