// What a host says about itself before anything is done to it. One login asks everything; this file knows the script
// and how to read what it prints.

/** Facts of one host; what it could not say is null. */
export type HostFacts = {
  readonly version: string | null;
  readonly sudo: boolean;
  readonly systemctl: boolean;
  readonly curl: boolean;
  /** Free bytes of the file system that holds, or would hold, the data folder. */
  readonly freeBytes: number | null;
  /** The folder that was looked at: the data folder, or the nearest one above it that exists. */
  readonly folder: string;
  /** Unix milliseconds by the host's clock, taken first of all. */
  readonly clock: number | null;
  /** Sockets that listen: `tcp:7432`, `udp:7946`. */
  readonly listening: ReadonlySet<string>;
  /** Per peer that was asked: whether its HTTP port and its SWIM port answered this host. */
  readonly peers: ReadonlyMap<string, { readonly http: boolean; readonly swim: boolean }>;
};

/** A POSIX script that changes nothing. `peers` are asked over HTTP and SWIM; none before there is a cluster. */
export function hostScript(
  peers: readonly string[],
  ports: { readonly http: number; readonly swim: number },
): string {
  // Peers are asked all at once: one that does not answer costs its two seconds once.
  const asked = peers.map(
    (peer) => `(
  curl -fsS -o /dev/null --max-time 5 http://${peer}:${ports.http}/health/alive 2>/dev/null && echo "http ${peer}"
  engram ping ${peer}:${ports.swim} --node ${peer} --timeout 2s >/dev/null 2>&1 && echo "swim ${peer}"
) &`,
  );
  return `echo "clock $(date +%s%N)"
for tool in sudo systemctl curl; do command -v $tool >/dev/null 2>&1 && echo "has $tool"; done
sudo -n true >/dev/null 2>&1 && echo 'sudo works'
echo "version $(engram --version 2>/dev/null)"
folder=\${ENGRAM_DATA_DIR:-/var/lib/engram}
while [ ! -e "$folder" ]; do folder=$(dirname "$folder"); done
echo "disk $(df -Pk "$folder" | awk 'NR == 2 { print $4 }') $folder"
for kind in tcp tcp6 udp udp6; do
  [ ! -r /proc/net/$kind ] || sed "s/^/socket $kind /" /proc/net/$kind
done
${asked.join('\n')}
wait
echo end`;
}

/** The facts in what the script printed; undefined if it did not come to its end. */
export function readHostFacts(output: string, address: string | undefined): HostFacts | undefined {
  const lines = output.split('\n');
  if (!lines.includes('end')) return undefined;
  const after = (word: string): string | undefined =>
    lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);
  const named = (word: string) =>
    new Set(
      lines
        .filter((line) => line.startsWith(`${word} `))
        .map((line) => line.slice(word.length + 1)),
    );
  const has = named('has');
  const http = named('http');
  const swim = named('swim');
  const disk = /^(\d+) (.+)$/.exec(after('disk') ?? '');
  const clock = /^(\d{13})\d{6}$/.exec(after('clock') ?? '')?.[1];
  return {
    version: /^engram (\S+)$/.exec(after('version') ?? '')?.[1] ?? null,
    sudo: lines.includes('sudo works'),
    systemctl: has.has('systemctl'),
    curl: has.has('curl'),
    freeBytes: disk === null ? null : Number(disk[1]) * 1_024,
    folder: disk?.[2] ?? '',
    clock: clock === undefined ? null : Number(clock),
    listening: new Set(lines.flatMap((line) => listeningSocket(line, address))),
    peers: new Map(
      [...new Set([...http, ...swim])].map((peer) => [
        peer,
        { http: http.has(peer), swim: swim.has(peer) },
      ]),
    ),
  };
}

const listens = '0A';

/**
 * `socket tcp  1: 0A00010A:1D08 00000000:0000 0A …`, a line of /proc/net: local address and port in hexadecimal. With
 * `address` a socket that is bound to another address of the machine does not count.
 */
function listeningSocket(line: string, address: string | undefined): readonly string[] {
  const match =
    /^socket (tcp|udp)6?\s+\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]{2})/.exec(
      line,
    );
  if (match === null) return [];
  const [, kind = '', local = '', port = '', remotePort, state] = match;
  // A connected UDP socket is a client that talks to somebody, not a server.
  if (kind === 'tcp' ? state !== listens : remotePort !== '0000') return [];
  const everywhere = /^0+$/.test(local);
  if (!everywhere && address !== undefined && local.length === 8 && local !== hexOf(address)) {
    return [];
  }
  return [`${kind}:${Number.parseInt(port, 16)}`];
}

/** An IPv4 address as /proc/net writes it on little-endian machines. */
function hexOf(address: string): string {
  return address
    .split('.')
    .reverse()
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}
