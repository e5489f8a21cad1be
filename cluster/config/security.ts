/** From the tables of the file and the environment to what the node is told about security. */
import type * as z from 'zod';
import { StartError } from '../errors.ts';
import type { Rate } from '../security/principal.ts';
import type { securityTable, tlsTable } from './security-schema.ts';

export type SecurityConfig = {
  /** Path of the file with the keys; null: no authentication. */
  readonly keyFile: string | null;
  /** Path of the file with the secret that nodes share; null: senders are only known by their address. */
  readonly clusterSecretFile: string | null;
  /** Null: no limit. */
  readonly rate: Rate | null;
  /** Audit lines for memories too, not only for what changes the cluster. */
  readonly auditMemories: boolean;
};

export type TlsConfig = {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string | null;
};

type Environment = Readonly<Record<string, string | undefined>>;

export function composeSecurity(
  table: z.infer<typeof securityTable>,
  env: Environment,
  clustered: boolean,
): SecurityConfig {
  const mode = env['ENGRAM_AUTH_MODE'] ?? table.auth_mode;
  if (mode !== 'none' && mode !== 'api_key') {
    throw new StartError(
      `Unexpected value \`${mode}\` of \`ENGRAM_AUTH_MODE\`, expected \`none\` or \`api_key\`.`,
    );
  }
  const path = env['ENGRAM_API_KEY_PATH'] ?? table.api_keys.storage_path ?? null;
  const clusterSecretFile = env['ENGRAM_CLUSTER_SECRET_FILE'] ?? table.cluster_secret_file ?? null;
  if (mode === 'api_key' && path === null) {
    throw new StartError('Expected `security.api_keys.storage_path` to be set with `api_key`.', {
      hint: 'make the file with `engram key create --file PATH --name NAME --scope admin`',
    });
  }
  if (mode === 'api_key' && clustered && clusterSecretFile === null) {
    throw new StartError('Expected `security.cluster_secret_file` to be set with `api_key`.', {
      hint: 'make one for all nodes with `openssl rand -hex 32`, readable by the node alone',
    });
  }
  const { requests_per_second: perSecond, burst } = table.rate_limits;
  return {
    keyFile: mode === 'api_key' ? path : null,
    clusterSecretFile,
    rate: table.rate_limiting ? { perSecond, burst } : null,
    auditMemories: table.audit.memories ?? mode === 'api_key',
  };
}

export function composeTls(table: z.infer<typeof tlsTable> | undefined): TlsConfig | null {
  if (table === undefined) return null;
  return { certFile: table.cert_file, keyFile: table.key_file, caFile: table.ca_file ?? null };
}
