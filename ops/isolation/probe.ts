// Does this machine let us make namespaces? Tried, not guessed: a container may forbid any of the steps.

import { execFile } from 'node:child_process';

/** The steps that a cluster needs, in a throw-away namespace. */
const trial = [
  'mount -t proc proc /proc',
  'mount --bind /etc/hosts /etc/hosts',
  'ip link add bridge0 type bridge',
  'ip link add pair0 type veth peer name pair1',
].join(' && ');

/** Undefined if namespaces work, otherwise the first line of why they do not. */
export function whyNoNamespaces(): Promise<string | undefined> {
  if (process.platform !== 'linux') return Promise.resolve(`${process.platform} has none`);
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const words = [
    '--user',
    '--map-root-user',
    '--net',
    '--uts',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
  ];
  execFile(
    'unshare',
    [...words, 'sh', '-c', trial],
    { timeout: 10_000 },
    (error, _stdout, stderr) => {
      if (error === null) resolve(undefined);
      else resolve(stderr.trim().split('\n')[0] || error.message);
    },
  );
  return promise;
}
