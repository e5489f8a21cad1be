// Which Node the program needs. Loaded first of all and by every Node there is, so it uses nothing that an old one lacks.

/** The first release with all that the runner calls. The package's `engines` says the same. */
export const oldestNode = '22.18';

/** What to tell somebody whose Node (`process.versions.node`, `20.19.2`) is too old; null if it will do. */
export function tooOld(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return null;
  return `Unexpected Node ${version}, expected ${oldestNode} or newer: the runner does not work on older ones.\n`;
}
