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
  /** Name to address for what the file does not name; rejects for an unknown name. Default: the system's resolver. */
  readonly lookUp?: (name: string) => Promise<string>;
};

export function createResolver({ hostsFile, lookUp = askSystem }: ResolverOptions): Resolve {
  return async (text) => {
    const address = parseAddress(text);
    if (address === null) {
      throw new Error(`Unexpected address \`${text}\`, expected \`host:port\`.`);
    }
    if (isIP(address.host) !== 0) return text;
    const listed = await findInHostsFile(hostsFile, address.host);
    const host = listed ?? (await lookUp(address.host).catch(refuse(address.host, hostsFile)));
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

async function askSystem(name: string): Promise<string> {
  return (await lookup(name)).address;
}

function refuse(name: string, hostsFile: string | null): (cause: unknown) => never {
  const reason =
    hostsFile === null
      ? "the system's resolver does not know it."
      : `neither \`${hostsFile}\` nor the system's resolver knows it.`;
  return (cause) => {
    throw new Error(`Cannot resolve \`${name}\`: ${reason}`, { cause });
  };
}
