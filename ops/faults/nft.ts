// Loads rules with `nft`, here or in the network namespace of a process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Failure } from '../failure.ts';

/** `nft` is a program of the administrator, so its folder may not be in the path. */
const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** Loads the rules in one step: all of them or none. `pid`: in the network namespace of this process. */
export async function runNft(rules: string, pid?: number): Promise<void> {
  const inside = pid === undefined ? [] : ['nsenter', '--target', String(pid), '--net'];
  const [program = 'nft', ...words] = [...inside, 'nft', '-f', '-'];
  const nft = spawn(program, words, {
    env: { ...process.env, PATH: path },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let complaint = '';
  nft.stderr.on('data', (part) => (complaint += part));
  nft.stdin.on('error', () => {});
  nft.stdin.end(rules);
  let code: number | null = null;
  try {
    [code] = (await once(nft, 'close')) as [number | null];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw missing();
    throw error;
  }
  if (code === 0) return;
  if (code === 127 || /nft: No such file/.test(complaint)) throw missing();
  throw new Failure('could-not', 'Could not set the packet filter', {
    details: complaint.trim().split('\n'),
    hint: 'this kernel may lack a part of nftables: try a cluster with `--isolation loopback`',
  });
}

function missing(): Failure {
  return new Failure('could-not', 'Faults of the network need `nft`, and it is not here', {
    hint: 'install it (Debian: `apt-get install nftables`), or use a cluster with `--isolation loopback`, whose nodes have a filter of their own',
  });
}
