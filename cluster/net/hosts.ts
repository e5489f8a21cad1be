/**
 * Names to addresses. A hosts file of our own comes first, so that a test cluster has the documented names
 * without touching the host's `/etc/hosts`; what it does not name goes to the system's resolver.
 */
import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { formatAddress, parseAddress } from './address.ts';

/** Turns `name:port` into `ip:port`; rejects with a sentence when it cannot. */
export type Resolve = (address: string) => Promise<string>;

export type ResolverOptions = {
  /** A file in the format of /etc/hosts (`ENGRAM_HOSTS`); null for none. Read at every look-up, so it may change. */
  readonly hostsFile: string | null;
};

export function createResolver(options: ResolverOptions): Resolve {
  return async (text) => {
    const address = parseAddress(text);
    if (address === null) {
      throw new Error(`Unexpected address \`${text}\`, expected \`host:port\`.`);
    }
    if (isIP(address.host) !== 0) return text;
    const listed = await findInHostsFile(options.hostsFile, address.host);
    const host = listed ?? (await lookUp(address.host, options.hostsFile));
    return formatAddress({ host, port: address.port });
  };
}

async function findInHostsFile(path: string | null, name: string): Promise<string | null> {
  if (path === null) return null;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`Cannot read the hosts file \`${path}\`.`, { cause });
  });
  return findHost(text, name);
}

/** The first address a hosts file gives a name; names are compared without case, `#` starts a comment. */
export function findHost(hostsText: string, name: string): string | null {
  const wanted = name.toLowerCase();
  for (const line of hostsText.split('\n')) {
    const [ip, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (ip === undefined || isIP(ip) === 0) continue;
    if (names.some((candidate) => candidate.toLowerCase() === wanted)) return ip;
  }
  return null;
}

async function lookUp(name: string, hostsFile: string | null): Promise<string> {
  try {
    return (await lookup(name)).address;
  } catch (cause) {
    const tried = hostsFile === null ? '' : `\`${hostsFile}\` and `;
    throw new Error(
      `Cannot resolve \`${name}\`, expected a name that ${tried}the system's resolver know(s).`,
      { cause },
    );
  }
}
