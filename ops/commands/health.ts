// `health`: the cluster health check. Exit code 0 and a last line `All checks passed`, or 1.
import { Failure } from '../failure.ts';
import { askReport } from '../health/ask.ts';
import { checkCluster } from '../health/checks.ts';
import { repeatInside } from '../isolation/run-in-place.ts';
import { ports } from '../layout.ts';
import { green, print, printJson, red } from '../output.ts';
import { type Chosen, chooseCluster } from '../state/select.ts';

export type HealthOptions = {
  readonly cluster?: string;
  readonly nodes?: string;
  readonly json?: boolean;
};

type Target = { readonly node: string; readonly url: string };

export async function health(options: HealthOptions): Promise<number> {
  // Nodes that the operator named may belong to a real cluster; then no test cluster is needed.
  const chosen =
    options.nodes !== undefined && options.cluster === undefined
      ? undefined
      : chooseCluster(options.cluster);
  const repeated = chosen === undefined ? undefined : await repeatInside(chosen);
  if (repeated !== undefined) return repeated;
  const checks = checkCluster(
    await Promise.all(
      targetsOf(options.nodes, chosen).map(({ node, url }) => askReport(node, url)),
    ),
  );
  const failed = checks.filter(({ ok }) => !ok).length;
  if (options.json) printJson({ passed: failed === 0, checks });
  else {
    const width = Math.max(...checks.map(({ name }) => name.length));
    for (const { name, ok, detail } of checks) {
      print(`${ok ? green('ok  ') : red('FAIL')}  ${name.padEnd(width)}  ${detail}`);
    }
    print(failed === 0 ? 'All checks passed' : `${failed} of ${checks.length} checks failed`);
  }
  return failed === 0 ? 0 : 1;
}

function targetsOf(nodes: string | undefined, chosen: Chosen | undefined): readonly Target[] {
  const hosts = chosen?.record.hosts ?? [];
  if (nodes === undefined) return hosts.map(({ id, url }) => ({ node: id, url }));
  const words = nodes.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length > 0) return words.map((word) => targetOf(word, hosts));
  throw new Failure('usage', 'Unexpected empty CLUSTER_NODES, expected at least one node', {
    hint: 'name nodes such as `CLUSTER_NODES=node-1,node-2`, or unset it',
  });
}

/** `node-1`, `10.0.1.10:7432` or `https://node-1:7432`; names of the test cluster lead to its addresses. */
function targetOf(
  word: string,
  hosts: readonly { readonly id: string; readonly address: string }[],
): Target {
  const text = word.includes('://') ? word : `http://${word}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Failure(
      'usage',
      `Unexpected node \`${word}\`, expected a host, host:port or http URL`,
    );
  }
  const host = hosts.find(({ id }) => id === url.hostname)?.address ?? url.hostname;
  const port = url.port === '' && !word.includes('://') ? ports.http : url.port;
  return { node: word, url: `${url.protocol}//${host}${port === '' ? '' : `:${port}`}` };
}
