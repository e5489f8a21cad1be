// Where the state of clusters lives: one folder per cluster under ENGRAM_OPS_HOME.
import { mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '../failure.ts';

/** A unix socket's path may have 107 bytes; the rest of the path below the home needs this many of them. */
const longestHome = 107 - '/'.length - 30 - '/control.sock'.length;

/** The folder of all clusters of this user: ENGRAM_OPS_HOME, or `engram-ops-UID` in the folder for temporary files. */
export function homeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['ENGRAM_OPS_HOME'];
  const folder = chosen
    ? resolve(chosen)
    : join(tmpdir(), `engram-ops-${process.getuid?.() ?? 'user'}`);
  if (Buffer.byteLength(folder) <= longestHome) return folder;
  throw new Failure(
    'usage',
    `Unexpected state folder \`${folder}\`, expected at most ${longestHome} bytes: a unix socket lives in it`,
    { hint: 'set ENGRAM_OPS_HOME to a shorter path' },
  );
}

/** Creates the home if need be; only its owner may enter, because whoever reaches the sockets controls the nodes. */
export function createHome(): string {
  const home = homeFolder();
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Failure(
      'could-not',
      `Could not create the state folder \`${home}\`: ${String(error)}`,
      {
        hint: 'set ENGRAM_OPS_HOME to a folder that you may write to',
      },
    );
  }
  return home;
}

/** Names of everything in the home. Names with a leading dot are drafts and rubbish of other commands. */
export function listHome(home: string): readonly string[] {
  try {
    return readdirSync(home).sort();
  } catch {
    return [];
  }
}
