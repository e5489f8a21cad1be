// `preflight`: what has to be true before a procedure begins. Looks only; exit code 0, or 1 if something is missing.
import { type Check, report } from '../check-list.ts';
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { askReport } from '../health/ask.ts';
import { checkCluster } from '../health/checks.ts';
import { placeEnvironment } from '../isolation/place.ts';
import { repeatInside } from '../isolation/run-in-place.ts';
import { ports } from '../layout.ts';
import { askHost, askOperator, type Host } from '../preflight/ask.ts';
import { checkBeforehand } from '../preflight/checks.ts';
import { type Chosen, chooseCluster } from '../state/select.ts';
import { type Target, targetsOf } from '../targets.ts';

export type PreflightOptions = {
  /** Names of hosts, separated by commas or spaces. Default: all of the test cluster. */
  readonly nodes?: string;
  /** False: there is no cluster yet. */
  readonly cluster?: string | false;
  readonly minFree: string;
  readonly maxSkew: string;
  readonly json?: boolean;
};

const sizes = { MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;

export async function preflight(options: PreflightOptions): Promise<number> {
  const minFree = parseSize(options.minFree);
  const maxSkew = parseDuration(options.maxSkew, '--max-skew');
  const running = options.cluster !== false;
  const chosen = choose(options);
  const repeated = chosen === undefined ? undefined : await repeatInside(chosen);
  if (repeated !== undefined) return repeated;
  const environment = {
    ...process.env,
    ...(chosen === undefined ? {} : placeEnvironment(chosen.record, chosen.folder)),
  };
  const targets = running ? await targetsOf(options.nodes, chosen) : [];
  const hosts = hostsOf(
    options.nodes ?? (running ? targets.map(({ node }) => node).join() : undefined),
    chosen,
  );
  const names = hosts.map(({ node }) => node);
  const [operator, reports] = await Promise.all([
    askOperator(environment),
    Promise.all(
      hosts.map((host) => {
        const peers = running ? names.filter((name) => name !== host.node) : [];
        return askHost(host, peers, ports, environment);
      }),
    ),
  ]);
  const checks = checkBeforehand(operator, reports, { minFree, maxSkew, running, ports });
  return report([...checks, ...(running ? [await healthCheck(targets)] : [])], options, 'Ready');
}

/** The health check as one line: its own command shows each. */
async function healthCheck(targets: readonly Target[]): Promise<Check> {
  const reports = await Promise.all(targets.map(({ node, url }) => askReport(node, url)));
  const checks = checkCluster(reports);
  const failed = checks.filter(({ state }) => state === 'fail').map(({ name }) => `"${name}"`);
  const name = 'the cluster is healthy';
  if (failed.length === 0) return { name, state: 'ok', detail: `${checks.length} checks passed` };
  return { name, state: 'fail', detail: `not so: ${failed.join(', ')}; see \`engram-ops health\`` };
}

/** Hosts that are named may be anybody's; outside of a test cluster none is needed for them. */
function choose({ nodes, cluster }: PreflightOptions): Chosen | undefined {
  const named = cluster === false ? process.env['ENGRAM_CLUSTER'] : cluster;
  return nodes !== undefined && named === undefined ? undefined : chooseCluster(named);
}

function hostsOf(nodes: string | undefined, chosen: Chosen | undefined): readonly Host[] {
  const known = chosen?.record.hosts ?? [];
  if (nodes === undefined) return known.map(({ id, address }) => ({ node: id, address }));
  const words = nodes.split(/[\s,]+/).filter((word) => word !== '');
  // The names become words of a shell on the hosts, so they must be names.
  const wrong = words.find((word) => !/^[A-Za-z0-9][\w.-]*$/.test(word));
  if (wrong !== undefined || words.length === 0) {
    throw new Failure('usage', `Unexpected --nodes \`${nodes}\`, expected names of hosts`, {
      hint: 'such as `--nodes node-1,node-2,node-3`',
    });
  }
  return words.map((node) => {
    const address = known.find(({ id }) => id === node)?.address;
    return address === undefined ? { node } : { node, address };
  });
}

/** Bytes. */
function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(MiB|GiB|TiB)$/.exec(text);
  const unit = match?.[2] as keyof typeof sizes | undefined;
  if (unit !== undefined) return Number(match?.[1]) * sizes[unit];
  throw new Failure('usage', `Unexpected --min-free \`${text}\`, expected a size`, {
    hint: 'write a number with `MiB`, `GiB` or `TiB`, such as `20GiB`',
  });
}
