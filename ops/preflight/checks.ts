// The preflight's checks over what the operator's host and the nodes' hosts said. Pure.
import { type Check, verdictOf } from '../check-list.ts';
import type { HostFacts } from './host-facts.ts';

/** What was found out about the operator's own host. */
export type OperatorFacts = {
  /** First line that `TOOL --version` (`ssh -V`) prints; null where it cannot be run. */
  readonly tools: Readonly<Record<'curl' | 'jq' | 'ssh', string | null>>;
  /** Exit code of `jq -e .` for an empty input; null without jq. */
  readonly jqOnNothing: number | null;
};

export type HostReport = {
  readonly node: string;
  /** A sentence why there are no facts. */
  readonly facts: HostFacts | string;
  /** Unix milliseconds here, before the login began and when the host's clock had come. */
  readonly asked: readonly [before: number, after: number];
};

export type Limits = {
  /** Bytes that must be free for the data folder. */
  readonly minFree: number;
  /** Milliseconds that two clocks may differ. */
  readonly maxSkew: number;
  /** A cluster should be running: peers must answer. Otherwise the ports must be free. */
  readonly running: boolean;
  readonly ports: { readonly http: number; readonly swim: number };
};

/** At least one report. */
export function checkBeforehand(
  operator: OperatorFacts,
  reports: readonly HostReport[],
  limits: Limits,
): readonly Check[] {
  const known = reports.flatMap(({ node, facts, asked }) =>
    typeof facts === 'string' ? [] : [{ node, facts, asked }],
  );
  const faults = (faultOf: (facts: HostFacts, node: string) => string | undefined) =>
    known.flatMap(({ node, facts }) => {
      const fault = faultOf(facts, node);
      return fault === undefined ? [] : [`${node}: ${fault}`];
    });
  const unreachable = reports.flatMap(({ node, facts }) =>
    typeof facts === 'string' ? [`${node}: ${facts}`] : [],
  );
  const all = `${reports.length} of ${reports.length} hosts`;
  return [
    ...toolChecks(operator),
    verdictOf('ssh reaches every host', unreachable, all),
    // What nobody could be asked about is not fine.
    ...(known.length === 0
      ? []
      : [
          verdictOf(
            'sudo without a password',
            faults(({ sudo }) => (sudo ? undefined : '`sudo -n true` is refused')),
            all,
          ),
          verdictOf(
            'service manager',
            faults(({ systemctl }) => (systemctl ? undefined : 'no systemctl')),
            'systemctl everywhere',
          ),
          versionCheck(known),
          verdictOf(
            'disk space',
            faults((facts) => diskFault(facts, limits.minFree)),
            `at least ${gibibytes(Math.min(...known.map(({ facts }) => facts.freeBytes ?? 0)))} free`,
          ),
          clockCheck(known, limits.maxSkew),
          limits.running
            ? verdictOf(
                'nodes reach each other',
                faults((facts, node) => peerFault(facts, node, reports, limits.ports)),
                `HTTP on TCP ${limits.ports.http}, SWIM on UDP ${limits.ports.swim}`,
              )
            : verdictOf(
                'ports are free',
                faults(({ listening }) => portFault(listening, limits.ports)),
                `TCP ${limits.ports.http}, UDP ${limits.ports.swim}`,
              ),
        ]),
  ];
}

function toolChecks({ tools, jqOnNothing }: OperatorFacts): readonly Check[] {
  const missing = Object.entries(tools).flatMap(([tool, version]) =>
    version === null ? [`${tool} is not installed`] : [],
  );
  const versions = Object.values(tools).filter((version) => version !== null);
  const checks = [verdictOf('tools on this host', missing, versions.join(', '))];
  if (jqOnNothing === null) return checks;
  const name = 'jq on an empty answer';
  // jq before 1.7: a loop that waits with `curl … | jq -e …` ends at once when the server is down.
  return jqOnNothing === 0
    ? [
        ...checks,
        {
          name,
          state: 'warn',
          detail: `${tools.jq} calls an empty answer a success with \`jq -e\`: scripts of yours need \`set -o pipefail\` and \`curl -f\`, or jq 1.7`,
        },
      ]
    : [...checks, { name, state: 'ok', detail: `\`jq -e\` fails with ${jqOnNothing}` }];
}

type Known = {
  readonly node: string;
  readonly facts: HostFacts;
  readonly asked: readonly [number, number];
};

function versionCheck(known: readonly Known[]): Check {
  const name = 'engram is installed';
  const missing = known.filter(({ facts }) => facts.version === null).map(({ node }) => node);
  if (missing.length > 0) return { name, state: 'fail', detail: `not on ${missing.join(', ')}` };
  const versions = new Set(known.map(({ facts }) => facts.version));
  if (versions.size === 1) return { name, state: 'ok', detail: `${[...versions][0]} everywhere` };
  const each = known.map(({ node, facts }) => `${node} ${facts.version}`).join(', ');
  // A cluster in the middle of a rolling upgrade looks like this and is fine.
  return { name, state: 'warn', detail: `different versions: ${each}` };
}

function diskFault({ freeBytes, folder }: HostFacts, least: number): string | undefined {
  if (freeBytes === null) return 'did not say how much is free';
  if (freeBytes >= least) return undefined;
  return `${gibibytes(freeBytes)} free in ${folder}, expected at least ${gibibytes(least)}`;
}

/**
 * The host read its clock some time between the login's begin and the arrival of what it read. So an interval is known in
 * which its offset lies, and two clocks differ by at least the gap between their intervals. Only what is proven counts.
 */
function clockCheck(known: readonly Known[], limit: number): Check {
  const name = 'clocks agree';
  const silent = known.filter(({ facts }) => facts.clock === null).map(({ node }) => node);
  if (silent.length > 0)
    return { name, state: 'fail', detail: `no clock was read on ${silent.join(', ')}` };
  const offsets = known.map(({ node, facts, asked: [before, after] }) => ({
    node,
    least: (facts.clock ?? 0) - after,
    most: (facts.clock ?? 0) - before,
  }));
  const ahead = offsets.reduce((a, b) => (b.least > a.least ? b : a));
  const behind = offsets.reduce((a, b) => (b.most < a.most ? b : a));
  const gap = Math.max(0, ahead.least - behind.most);
  if (gap <= limit) return { name, state: 'ok', detail: `within ${limit} ms` };
  return {
    name,
    state: 'fail',
    detail: `${ahead.node} is at least ${Math.round(gap)} ms ahead of ${behind.node}, expected at most ${limit} ms`,
  };
}

function peerFault(
  { peers, version }: HostFacts,
  node: string,
  reports: readonly HostReport[],
  ports: Limits['ports'],
): string | undefined {
  const faults = reports.flatMap(({ node: peer }) => {
    if (peer === node) return [];
    const found = peers.get(peer);
    return [
      ...(found?.http ? [] : [`TCP ${ports.http}`]),
      ...(found?.swim || version === null ? [] : [`UDP ${ports.swim}`]),
    ].map((port) => `${port} of ${peer}`);
  });
  return faults.length === 0 ? undefined : `no answer from ${faults.join(', ')}`;
}

function portFault(listening: ReadonlySet<string>, ports: Limits['ports']): string | undefined {
  const taken = [
    ...(listening.has(`tcp:${ports.http}`) ? [`TCP ${ports.http}`] : []),
    ...(listening.has(`udp:${ports.swim}`) ? [`UDP ${ports.swim}`] : []),
  ];
  return taken.length === 0 ? undefined : `${taken.join(' and ')} in use`;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
