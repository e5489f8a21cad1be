// Browser tests of the site, in two parts: `published` over dist/, the site as it goes out, and `sample` over pages
// and a report made for the tests. Both are served by `astro preview` on a free port of the loopback interface.
import { defineConfig, devices } from '@playwright/test';
import { chromiumPath } from './test/site/support/chromium-path.ts';
import { freePort } from './test/site/support/free-port.ts';

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
    launchOptions: { executablePath: chromiumPath, args },
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
      // Not above: whatever reads this file without running the tests, as `npm run check` does, needs neither.
      command: `node test/site/support/check-needs.ts && astro preview --host 127.0.0.1 --port ${publishedPort}`,
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
