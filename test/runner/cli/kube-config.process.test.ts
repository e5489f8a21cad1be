// A page that switches its kube context: nobody else's is switched. What `kubectl config use-context` does to the file,
// the pages do with `sed`, so that the test needs no cluster tools.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../support/scratch.ts';
import { noTemplate, page, runCli } from './run-cli.ts';

const config = 'apiVersion: v1\nkind: Config\ncurrent-context: production\n';

const switches = (facts = ''): string =>
  page(
    `## Steps

\`\`\`bash
grep current-context "$KUBECONFIG"
\`\`\`

\`\`\`text expect
current-context: <CONTEXT word>
\`\`\`

\`\`\`bash risk=mutating
sed -i 's/^current-context: .*/current-context: drill/' "$KUBECONFIG"
\`\`\`

\`\`\`text expect
\`\`\`

\`\`\`bash
grep current-context "$KUBECONFIG"; dirname "$KUBECONFIG"
\`\`\`

\`\`\`text expect
current-context: drill
<PLACE>
\`\`\`

## Teardown

\`\`\`bash
grep current-context "$KUBECONFIG"; echo "$PLACE" >> places
\`\`\`

\`\`\`text expect
current-context: drill
\`\`\`
`,
    facts,
  );

describe('the kubeconfig of a run', () => {
  test('is its own: what a page switches is switched for its teardown, and for nobody else', async () => {
    const folder = await scratchFolder({
      'home/.kube/config': config,
      'a.md': switches(),
      'b.md': switches(),
      'runbook.config.mjs': noTemplate,
    });
    const { exitCode, stdout } = await runCli(folder, ['run', 'a.md', 'b.md', '--jobs', '2'], {
      HOME: join(folder, 'home'),
    });
    expect(stdout).toContain('8 passed');
    expect(exitCode).toBe(0);
    expect(await readFile(join(folder, 'home/.kube/config'), 'utf8')).toBe(config);
    const places = (await readFile(join(folder, 'places'), 'utf8')).trim().split('\n');
    expect(new Set(places).size, 'one a run').toBe(2);
    expect(places.filter((place) => existsSync(place))).toEqual([]);
  });

  test('is a copy of the one that a target names, too', async () => {
    const folder = await scratchFolder({
      'clusters/staging': config,
      'a.md': switches(),
      'runbook.config.mjs':
        "export const config = { template: [], targets: { staging: { env: { KUBECONFIG: 'clusters/staging' } } } };\n",
    });
    const { exitCode } = await runCli(folder, ['run', 'a.md', '--target', 'staging'], {
      HOME: folder,
    });
    expect(exitCode).toBe(0);
    expect(await readFile(join(folder, 'clusters/staging'), 'utf8')).toBe(config);
  });

  test('what a fixture captures as `KUBECONFIG` is what the page gets', async () => {
    const fixture = `---\ntitle: Cluster\nfixture: {}\n---\n\n## Setup\n\n\`\`\`bash risk=mutating\nfile=$(mktemp) && sed 's/production/kind/' "$KUBECONFIG" > "$file" && echo "$file"\n\`\`\`\n\n\`\`\`text expect\n<KUBECONFIG>\n\`\`\`\n\n## Teardown\n\n\`\`\`bash risk=destructive\nrm "\${KUBECONFIG:?}"\n\`\`\`\n`;
    const folder = await scratchFolder({
      'home/.kube/config': config,
      '_fixtures/cluster.md': fixture,
      'a.md': page(
        '## Steps\n\n```bash\ngrep current-context "$KUBECONFIG"\n```\n\n```text expect\ncurrent-context: kind\n```\n',
        '  fixture: cluster\n',
      ),
      'runbook.config.mjs': noTemplate,
    });
    const { exitCode } = await runCli(folder, ['run', 'a.md'], { HOME: join(folder, 'home') });
    expect(exitCode).toBe(0);
    expect(await readFile(join(folder, 'home/.kube/config'), 'utf8')).toBe(config);
  });
});
