// The manifests agree with each other and with the program; and a manifest that does not would be noticed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disagreements } from './disagreements.ts';
import { type Manifests, readManifests } from './manifests.ts';

const project = join(import.meta.dirname, '../../..');
const folder = join(project, 'deployments/kubernetes');
const page = readFileSync(
  join(project, 'content/operations/distributed-deployment/kubernetes.md'),
  'utf8',
);

/** `Manifests` without its promises, so that a test can break one. */
type Breakable = {
  -readonly [Key in keyof Manifests]: Manifests[Key] extends readonly (infer Item)[]
    ? Item[]
    : Manifests[Key];
};

test('the shipped manifests agree with each other and with the program', () => {
  expect(disagreements(readManifests(folder))).toEqual([]);
});

const slips: readonly (readonly [string, (manifests: Breakable) => void, RegExp])[] = [
  [
    'a file that kustomize forgets',
    ({ kustomization }) => kustomization.resources.pop(),
    /files that are applied/,
  ],
  [
    'another namespace',
    ({ configMap }) => {
      configMap.metadata.namespace = 'default';
    },
    /namespace of ConfigMap engram `default`/,
  ],
  [
    'an old image',
    ({ kustomization }) => {
      kustomization.images[0].newTag = '0.1.0';
    },
    /tag of the image `0.1.0`/,
  ],
  [
    'a selector of other pods',
    ({ budget }) => {
      budget.spec.selector.matchLabels = { app: 'engram' };
    },
    /PodDisruptionBudget does not select the pods/,
  ],
  [
    'a service for the wrong protocol',
    ({ services }) => {
      for (const { spec } of services) for (const port of spec.ports) port.protocol = 'TCP';
    },
    /leads to `swim 7946 TCP`, which no container opens/,
  ],
  [
    'a headless service of another name',
    ({ statefulSet }) => {
      statefulSet.spec.serviceName = 'engram-client';
    },
    /headless service `engram`, expected `engram-client`/,
  ],
  [
    'names that come too late',
    ({ services }) => {
      for (const { spec } of services) spec.publishNotReadyAddresses = false;
    },
    /hides pods that are not ready/,
  ],
  [
    'a volume that is not mounted',
    ({ statefulSet }) => statefulSet.spec.template.spec.containers[0].volumeMounts.pop(),
    /volumes that are mounted/,
  ],
  [
    'keys that everybody may read',
    ({ statefulSet }) => {
      for (const { secret } of statefulSet.spec.template.spec.volumes)
        if (secret !== undefined) secret.defaultMode = 0o644;
    },
    /lets others than its owner and group at the keys/,
  ],
  [
    'a probe that restarts a minority',
    ({ statefulSet }) => {
      statefulSet.spec.template.spec.containers[0].livenessProbe.httpGet.path = '/health';
    },
    /would be restarted for it/,
  ],
  [
    'a probe that needs a key',
    ({ statefulSet }) => {
      statefulSet.spec.template.spec.containers[0].readinessProbe.httpGet.path =
        '/api/v1/cluster/members';
    },
    /no key-less GET/,
  ],
  [
    'a budget that lets the majority go',
    ({ budget }) => {
      budget.spec.maxUnavailable = 2;
    },
    /lets 2 of 3 go/,
  ],
  [
    'a fourth pod that nobody knows',
    ({ statefulSet }) => {
      statefulSet.spec.replicas = 4;
    },
    /seed list/,
  ],
  [
    'data beside the volume',
    ({ configMap }) => {
      configMap.data['engram.toml'] = (configMap.data['engram.toml'] ?? '').replace(
        '/var/lib/engram/data',
        '/var/engram',
      );
    },
    /the data would be at \/var\/engram/,
  ],
  [
    'a variable that nobody reads',
    ({ statefulSet }) =>
      statefulSet.spec.template.spec.containers[0].env.push({ name: 'ENGRAM_PORT', value: '80' }),
    /ENGRAM_PORT is no variable/,
  ],
];

test.each(slips)('noticed: %s', (_, slip, sentence) => {
  const manifests: Breakable = structuredClone(readManifests(folder)) as Breakable;
  slip(manifests);
  expect(disagreements(manifests).join('\n')).toMatch(sentence);
});

test('a key of the configuration that does not exist is refused by the program itself', () => {
  const manifests = structuredClone(readManifests(folder));
  const text = manifests.configMap.data['engram.toml'] ?? '';
  manifests.configMap.data['engram.toml'] = text.replace('enabled = true', 'enable = true');
  expect(() => disagreements(manifests)).toThrow(/cluster\.enable/);
});

test('the page makes the secret that the pods mount, with the files that the configuration names', () => {
  const { statefulSet, configMap } = readManifests(folder);
  const names = statefulSet.spec.template.spec.volumes.flatMap(({ secret }) =>
    secret === undefined ? [] : [secret.secretName],
  );
  expect(names).toEqual(['engram-keys']);
  expect(page).toContain('create secret generic engram-keys');
  const files = [
    ...(configMap.data['engram.toml'] ?? '').matchAll(/\/etc\/engram-keys\/([\w.-]+)/g),
  ];
  expect(files).toHaveLength(2);
  for (const [, file] of files) expect(page).toContain(`--from-file=${file}=`);
});
