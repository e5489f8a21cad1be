// Where the manifests contradict each other, or what the program really reads and serves. A pure judgement.

import { accessOf } from '../../../cluster/api/contract/endpoint.ts';
import { endpoints } from '../../../cluster/api/contract.ts';
import { helpText } from '../../../cluster/cli/help.ts';
import { composeConfig, parseConfigFile } from '../../../cluster/config.ts';
import { newestRelease } from '../../../cluster/model/release.ts';
import { majorityOf } from '../../../cluster/model/space.ts';
import type { Manifests } from './manifests.ts';

type Labels = Readonly<Record<string, string>>;

/** One sentence each. */
export function disagreements(manifests: Manifests): readonly string[] {
  return [
    ...ofKustomization(manifests),
    ...ofSelectors(manifests),
    ...ofPorts(manifests),
    ...ofVolumes(manifests),
    ...ofProbes(manifests),
    ...ofNumbers(manifests),
    ...ofConfiguration(manifests),
  ];
}

function ofKustomization({ kustomization, files, namespace, ...rest }: Manifests): string[] {
  const { resources, images } = kustomization;
  const home = namespace.metadata.name;
  const { configMap, services, budget, statefulSet } = rest;
  const [container] = statefulSet.spec.template.spec.containers;
  return [
    ...differ('files that are applied', resources.toSorted().join(), files.join()),
    ...differ('namespace that kustomize sets', kustomization.namespace, home),
    ...[configMap, ...services, budget, statefulSet].flatMap(({ kind, metadata }) =>
      differ(`namespace of ${kind} ${metadata.name}`, metadata.namespace, home),
    ),
    ...differ('image that kustomize replaces', images[0].name, container.image),
    ...differ('tag of the image', images[0].newTag, newestRelease.version),
  ];
}

function ofSelectors({ services, budget, statefulSet }: Manifests): string[] {
  const { template, selector } = statefulSet.spec;
  const { affinity, topologySpreadConstraints } = template.spec;
  const selectors: readonly (readonly [string, Labels])[] = [
    ['StatefulSet', selector.matchLabels],
    ['PodDisruptionBudget', budget.spec.selector.matchLabels],
    ...services.map(({ metadata, spec }) => [`Service ${metadata.name}`, spec.selector] as const),
    ...affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.map(
      ({ labelSelector }) => ['podAntiAffinity', labelSelector.matchLabels] as const,
    ),
    ...topologySpreadConstraints.map(
      ({ labelSelector }) => ['topologySpreadConstraints', labelSelector.matchLabels] as const,
    ),
  ];
  return selectors
    .filter(([, wanted]) => !selects(wanted, template.metadata.labels))
    .map(([who]) => `${who} does not select the pods`);
}

function selects(wanted: Labels, labels: Labels): boolean {
  const pairs = Object.entries(wanted);
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}

function ofPorts({ services, statefulSet }: Manifests): string[] {
  const { template, serviceName } = statefulSet.spec;
  const [container] = template.spec.containers;
  const open = container.ports.map((port) => `${port.name} ${port.containerPort} ${port.protocol}`);
  const headless = services.filter(({ spec }) => spec.clusterIP === 'None');
  return [
    ...services.flatMap(({ metadata, spec }) =>
      spec.ports
        .map((port) => `${port.targetPort} ${port.port} ${port.protocol}`)
        .filter((port) => !open.includes(port))
        .map((port) => `Service ${metadata.name} leads to \`${port}\`, which no container opens`),
    ),
    ...differ(
      'headless service',
      headless.map(({ metadata }) => metadata.name).join(),
      serviceName,
    ),
    ...headless
      .filter(({ spec }) => spec.publishNotReadyAddresses !== true)
      .map(({ metadata }) => `Service ${metadata.name} hides pods that are not ready`),
    ...differ(
      'port that Prometheus is told',
      template.metadata.annotations['prometheus.io/port'],
      String(container.ports.find(({ name }) => name === 'http')?.containerPort),
    ),
  ];
}

function ofVolumes({ statefulSet, configMap }: Manifests): string[] {
  const { template, volumeClaimTemplates } = statefulSet.spec;
  const { volumes, containers } = template.spec;
  const offered = [
    ...volumes.map(({ name }) => name),
    ...volumeClaimTemplates.map(({ metadata }) => metadata.name),
  ];
  const mounted = containers[0].volumeMounts.map(({ name }) => name);
  return [
    ...differ('volumes that are mounted', mounted.toSorted().join(), offered.toSorted().join()),
    ...volumes.flatMap(({ configMap: source }) =>
      source === undefined
        ? []
        : differ('ConfigMap that is mounted', source.name, configMap.metadata.name),
    ),
    ...volumes
      .filter(({ secret }) => secret !== undefined && (secret.defaultMode & 0o027) !== 0)
      .map(({ name }) => `volume ${name} lets others than its owner and group at the keys`),
  ];
}

function ofProbes({ statefulSet }: Manifests): string[] {
  const { containers, terminationGracePeriodSeconds: graceSeconds } =
    statefulSet.spec.template.spec;
  const [{ ports, startupProbe, livenessProbe, readinessProbe }] = containers;
  const open: readonly string[] = Object.values(endpoints)
    .filter((endpoint) => endpoint.method === 'GET' && accessOf(endpoint) === 'open')
    .map(({ path }) => path);
  return [
    ...[startupProbe, livenessProbe, readinessProbe].flatMap(({ httpGet }) => [
      ...(open.includes(httpGet.path) ? [] : [`no key-less GET ${httpGet.path} for a probe`]),
      ...(ports.some(({ name }) => name === httpGet.port) ? [] : [`no port ${httpGet.port}`]),
    ]),
    ...(livenessProbe.httpGet.path === '/health/alive'
      ? []
      : ['a node without a majority would be restarted for it']),
    // The program ends by itself after 8 seconds.
    ...(graceSeconds > 10 ? [] : ['a node is killed while it hands over']),
  ];
}

function ofNumbers({ statefulSet, budget }: Manifests): string[] {
  const { replicas, updateStrategy } = statefulSet.spec;
  const spare = replicas - majorityOf(replicas);
  return [
    ...(budget.spec.maxUnavailable >= 1 && budget.spec.maxUnavailable <= spare
      ? []
      : [`the budget lets ${budget.spec.maxUnavailable} of ${replicas} go`]),
    ...differ(
      'partition of the update',
      String(updateStrategy.rollingUpdate.partition),
      String(replicas),
    ),
  ];
}

/** The file as a pod would read it. */
function ofConfiguration({ configMap, statefulSet }: Manifests): string[] {
  const { replicas, serviceName, template, volumeClaimTemplates } = statefulSet.spec;
  const { metadata } = statefulSet;
  const [{ command, ports, volumeMounts, env }] = template.spec.containers;
  const mountOf = (volume: string | undefined): string =>
    volumeMounts.find(({ name }) => name === volume)?.mountPath ?? 'nowhere';
  const volumeOf = (kind: 'configMap' | 'secret'): string | undefined =>
    template.spec.volumes.find((volume) => volume[kind] !== undefined)?.name;
  const [key = '', text = ''] = Object.entries(configMap.data)[0] ?? [];
  const podAddress = '10.244.1.7';
  const given = env.map(({ name, value }) => [
    name,
    value?.replace('$(POD_IP)', podAddress) ?? podAddress,
  ]);
  const config = composeConfig(parseConfigFile(text, key), {
    env: Object.fromEntries(given),
    flags: {},
  });
  const portOf = (wanted: string): string =>
    String(ports.find(({ name }) => name === wanted)?.containerPort);
  const seeds = Array.from(
    { length: replicas },
    (_, ordinal) => `${metadata.name}-${ordinal}.${serviceName}:${portOf('swim')}`,
  );
  const { keyFile, clusterSecretFile } = config.security;
  return [
    ...differ(
      'file that is started with',
      command.at(-1),
      `${mountOf(volumeOf('configMap'))}/${key}`,
    ),
    ...differ('seed list', config.seeds.join(), seeds.join()),
    ...differ('HTTP port', String(config.http.port), portOf('http')),
    ...differ('SWIM socket', config.swimBind, `0.0.0.0:${portOf('swim')}`),
    ...differ('address that others get', config.advertise, `${podAddress}:${portOf('swim')}`),
    ...inside('the data', config.dataRoot, mountOf(volumeClaimTemplates[0]?.metadata.name)),
    ...inside('the keys', keyFile ?? 'nowhere', mountOf(volumeOf('secret'))),
    ...inside('the shared secret', clusterSecretFile ?? 'nowhere', mountOf(volumeOf('secret'))),
    ...env
      .filter(({ name }) => name.startsWith('ENGRAM_') && !helpText.includes(name))
      .map(({ name }) => `${name} is no variable that the program reads`),
    ...(config.clustered ? [] : ['every pod would be alone']),
  ];
}

function inside(what: string, path: string, mount: string): string[] {
  return path.startsWith(`${mount}/`) ? [] : [`${what} would be at ${path}, not below ${mount}`];
}

function differ(what: string, actual: string | undefined, expected: string): string[] {
  return actual === expected ? [] : [`Unexpected ${what} \`${actual}\`, expected \`${expected}\``];
}
