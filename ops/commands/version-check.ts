// `version check`: whether nodes of two releases can be members of one cluster. Needs no cluster.
import { findRelease, whyIncompatible } from '../../cluster/api/contract.ts';
import { print, printJson } from '../output.ts';

export type VersionCheckOptions = {
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
};

/** A leading `v`, as in the name of a download, is no part of the version. */
const plain = (version: string): string => version.replace(/^v/, '');

export function versionCheck(options: VersionCheckOptions): number {
  const [from, to] = [plain(options.from), plain(options.to)];
  const reason = whyIncompatible(from, to);
  const before = findRelease(from)?.features ?? [];
  const opens = (findRelease(to)?.features ?? []).filter((feature) => !before.includes(feature));
  if (options.json) {
    printJson({ compatible: reason === null, from, to, reason, opens_when_finalized: opens });
  } else if (reason === null) {
    print('COMPATIBLE');
    if (opens.length > 0) print(`Finalizing ${to} opens: ${opens.join(', ')}`);
  } else {
    print(`INCOMPATIBLE\n${reason}`);
  }
  return reason === null ? 0 : 1;
}
