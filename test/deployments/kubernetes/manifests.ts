// The shipped manifests, read strictly: only fields of the Kubernetes API that they use, so that a misspelt one is an error.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';

const labels = z.record(z.string(), z.string());
const metadata = z.strictObject({
  name: z.string(),
  namespace: z.string().optional(),
  labels: labels.optional(),
});
const selector = z.strictObject({ matchLabels: labels });
const protocol = z.enum(['TCP', 'UDP']);

const namespace = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Namespace'),
  metadata,
});

const configMap = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('ConfigMap'),
  metadata,
  data: labels,
});

const service = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Service'),
  metadata,
  spec: z.strictObject({
    clusterIP: z.literal('None').optional(),
    publishNotReadyAddresses: z.boolean().optional(),
    selector: labels,
    ports: z.array(
      z.strictObject({ name: z.string(), port: z.int(), targetPort: z.string(), protocol }),
    ),
  }),
});

const budget = z.strictObject({
  apiVersion: z.literal('policy/v1'),
  kind: z.literal('PodDisruptionBudget'),
  metadata,
  spec: z.strictObject({ maxUnavailable: z.int(), selector }),
});

const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.string(), port: z.string() }),
  periodSeconds: z.int(),
  timeoutSeconds: z.int(),
  failureThreshold: z.int(),
});

const container = z.strictObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()),
  env: z.array(
    z.strictObject({
      name: z.string(),
      value: z.string().optional(),
      valueFrom: z
        .strictObject({ fieldRef: z.strictObject({ fieldPath: z.literal('status.podIP') }) })
        .optional(),
    }),
  ),
  ports: z.array(z.strictObject({ name: z.string(), containerPort: z.int(), protocol })),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  resources: z.strictObject({ requests: labels, limits: labels }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z.array(
    z.strictObject({
      name: z.string(),
      mountPath: z.string(),
      readOnly: z.literal(true).optional(),
    }),
  ),
});

const spread = { topologyKey: z.string(), labelSelector: selector };

const pod = z.strictObject({
  automountServiceAccountToken: z.literal(false),
  terminationGracePeriodSeconds: z.int(),
  affinity: z.strictObject({
    podAntiAffinity: z.strictObject({
      requiredDuringSchedulingIgnoredDuringExecution: z.array(z.strictObject(spread)),
    }),
  }),
  topologySpreadConstraints: z.array(
    z.strictObject({ ...spread, maxSkew: z.int(), whenUnsatisfiable: z.string() }),
  ),
  securityContext: z.strictObject({
    runAsNonRoot: z.literal(true),
    runAsUser: z.int().positive(),
    runAsGroup: z.int(),
    fsGroup: z.int(),
    fsGroupChangePolicy: z.string(),
    seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
  }),
  containers: z.tuple([container]),
  volumes: z.array(
    z.strictObject({
      name: z.string(),
      configMap: z.strictObject({ name: z.string() }).optional(),
      secret: z.strictObject({ secretName: z.string(), defaultMode: z.int() }).optional(),
    }),
  ),
});

const statefulSet = z.strictObject({
  apiVersion: z.literal('apps/v1'),
  kind: z.literal('StatefulSet'),
  metadata,
  spec: z.strictObject({
    replicas: z.int(),
    serviceName: z.string(),
    podManagementPolicy: z.literal('Parallel'),
    updateStrategy: z.strictObject({
      type: z.literal('RollingUpdate'),
      rollingUpdate: z.strictObject({ partition: z.int() }),
    }),
    persistentVolumeClaimRetentionPolicy: z.strictObject({
      whenDeleted: z.literal('Retain'),
      whenScaled: z.literal('Retain'),
    }),
    selector,
    template: z.strictObject({
      metadata: z.strictObject({ labels, annotations: labels }),
      spec: pod,
    }),
    volumeClaimTemplates: z.array(
      z.strictObject({
        metadata,
        spec: z.strictObject({
          accessModes: z.tuple([z.literal('ReadWriteOncePod')]),
          resources: z.strictObject({ requests: z.strictObject({ storage: z.string() }) }),
        }),
      }),
    ),
  }),
});

const manifest = z.discriminatedUnion('kind', [namespace, configMap, service, budget, statefulSet]);

const kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string(),
  resources: z.array(z.string()),
  images: z.tuple([z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() })]),
});

export type Service = z.infer<typeof service>;

export type Manifests = {
  readonly files: readonly string[];
  readonly kustomization: z.infer<typeof kustomization>;
  readonly namespace: z.infer<typeof namespace>;
  readonly configMap: z.infer<typeof configMap>;
  readonly services: readonly Service[];
  readonly budget: z.infer<typeof budget>;
  readonly statefulSet: z.infer<typeof statefulSet>;
};

/** All documents of a folder; throws for one that is not as its kind should be, or that there is not once. */
export function readManifests(folder: string): Manifests {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .sort();
  const documents = files.flatMap((name) => read(folder, name)).map((one) => manifest.parse(one));
  const only = <Kind extends (typeof documents)[number]['kind']>(kind: Kind) => {
    const found = documents.filter(
      (one): one is Extract<typeof one, { readonly kind: Kind }> => one.kind === kind,
    );
    const [first] = found;
    if (first === undefined || found.length > 1)
      throw new Error(`Unexpected ${found.length} of ${kind}, expected one`);
    return first;
  };
  return {
    files,
    kustomization: kustomization.parse(read(folder, 'kustomization.yaml')[0]),
    namespace: only('Namespace'),
    configMap: only('ConfigMap'),
    services: documents.filter((one) => one.kind === 'Service'),
    budget: only('PodDisruptionBudget'),
    statefulSet: only('StatefulSet'),
  };
}

function read(folder: string, name: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as unknown;
  });
}
