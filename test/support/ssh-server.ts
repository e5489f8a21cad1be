// A real sshd on the loopback interface, with keys of its own, for one test file.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../site/support/free-port.ts';

export interface SshServer {
  /** Words that enter a shell on it: `ssh …options host`. */
  readonly prefix: readonly string[];
  /** Breaks every connection, as a cut cable would not: the server says that it goes. */
  killConnections(): void;
  stop(): void;
}

export async function startSshServer(): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sshd-test-'));
  const path = (name: string): string => join(folder, name);
  for (const name of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path(name)]);
  const port = await freePort();
  writeFileSync(
    path('config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${path('host')}`,
      `AuthorizedKeysFile ${path('user.pub')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
    ].join('\n'),
  );
  // Where sshd, started by root, locks itself up while it talks to a stranger.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', path('config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  await untilListening(server);
  const options = {
    IdentityFile: path('user'),
    IdentitiesOnly: 'yes',
    UserKnownHostsFile: path('known'),
    StrictHostKeyChecking: 'accept-new',
    BatchMode: 'yes',
    LogLevel: 'ERROR',
  };
  const words = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return {
    prefix: ['ssh', '-F', 'none', ...words, '-p', String(port), `${userInfo().username}@127.0.0.1`],
    killConnections: () => {
      // The server's children, one a connection; each may have one more for the user.
      execFileSync('pkill', ['-KILL', '-P', String(server.pid)]);
    },
    stop: () => {
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilListening(server: ChildProcess): Promise<void> {
  let words = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      words += chunk.toString();
      if (words.includes('Server listening')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`sshd did not start: ${words}`)));
  });
}
