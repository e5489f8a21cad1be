// Browser tests of the site, in two parts: `published` over dist/, the site as it goes out, and `sample` over pages
// and a report made for the tests. Both are served by `astro preview` on a free port of the loopback interface.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';
import { freePort } from './test/site/support/free-port.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

if (!existsSync(join(import.meta.dirname, 'dist/index.html')))
  stop('`dist/` is missing: run `npm run build` first');
if (!existsSync(executablePath)) {
  stop(
    `\`${executablePath}\` is missing: install the Debian package chromium, or set CHROMIUM_PATH`,
  );
}

/** Workers read this file again and must come to the same ports, so the first reader leaves them in the environment. */
async function portFor(variable: string): Promise<string> {
  const port = process.env[variable] ?? String(await freePort());
  process.env[variable] = port;
  return port;
}

const publishedPort = await portFor('SITE_PUBLISHED_PORT');
const samplePort = await portFor('SITE_SAMPLE_PORT');

/** The browser reaches nothing but the site: no updates, no start page, no background requests. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The sample site is built before it is served: seconds on an idle machine. */
const serverDeadlineMs = 180_000;

export default defineConfig({
  testDir: 'test/site',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results',
  workers: 1,
  forbidOnly: true,
  // Deadlines, not measurements: generous, so that a busy machine does not turn a right page red.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    launchOptions: { executablePath, args },
    permissions: ['clipboard-read', 'clipboard-write'],
  },
  projects: [
    {
      name: 'published',
      testDir: 'test/site/published',
      use: { baseURL: `http://127.0.0.1:${publishedPort}` },
    },
    {
      name: 'sample',
      testDir: 'test/site/sample',
      use: { baseURL: `http://127.0.0.1:${samplePort}` },
    },
  ],
  webServer: [
    {
      command: `astro preview --host 127.0.0.1 --port ${publishedPort}`,
      url: `http://127.0.0.1:${publishedPort}/`,
      timeout: serverDeadlineMs,
    },
    {
      command: `node test/site/support/build-sample.ts && cd .cache/site-sample && astro preview --host 127.0.0.1 --port ${samplePort}`,
      url: `http://127.0.0.1:${samplePort}/`,
      timeout: serverDeadlineMs,
    },
  ],
});

function stop(line: string): never {
  process.stderr.write(`browser tests: ${line}\n`);
  process.exit(1);
}
