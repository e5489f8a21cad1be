// The generated `enter` script of a node: plain sh, because runbooks and the `ssh` stand-in run it often.
import { writeFileSync } from 'node:fs';
import { nodeFiles } from '../layout.ts';
import type { ClusterRecord } from '../state/record.ts';
import { quoteWord } from '../words.ts';
import { hostEnvironment, hostPrograms } from './place.ts';

/** Writes the script. `hostPid` is the first process of the host as the operator's place sees it. */
export function writeEnterScript(
  record: ClusterRecord,
  folder: string,
  id: string,
  hostPid: number | undefined,
): void {
  const { PATH: _path, ...environment } = hostEnvironment(record, folder, id);
  const variables = Object.entries(environment).map(([key, value]) => quoteWord(`${key}=${value}`));
  // The caller's own path, with the host's programs in front: `engram` is the release that is current there.
  variables.push(`PATH=${quoteWord(hostPrograms(folder, id))}:"$PATH"`);
  const command =
    hostPid === undefined
      ? `exec env ${variables.join(' ')} "$@"`
      : `exec nsenter --target ${hostPid} --net --uts --mount --pid -- env --chdir="$PWD" ${variables.join(' ')} "$@"`;
  writeFileSync(nodeFiles(folder, id).enter, `#!/bin/sh\n${command}\n`, { mode: 0o755 });
}
