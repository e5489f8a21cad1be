/** `engram config check`: everything of a start that can be wrong before it, and nothing that leaves a trace. */
import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { loadConfig, type NodeConfig } from '../../config.ts';
import { StartError, sentenceOf } from '../../errors.ts';
import { createSystemClock } from '../../io/clock.ts';
import { createSilentLogger } from '../../io/logger.ts';
import { formatAddress } from '../../net/address.ts';
import { openSecurity, type TlsFiles } from '../../node/security.ts';
import type { BackupEdges, BackupOutput } from '../backup/run.ts';
import type { ConfigCheck } from './arguments.ts';

export const configHelpText = `Check what a node would be started with, without starting it.

Usage
  engram config check [--config FILE] [--json]

Options
  --config FILE  the node's configuration, or ENGRAM_CONFIG; without it a node runs alone with defaults
  --json         the outcome as one JSON document; what is wrong goes to standard error all the same

What is checked: every key and value, the variables that win over the file, and that the files with keys, secret and
certificates can be read by whoever runs this, fit together and are still valid. Run it as the user that the node runs
as. Keys of upstream's files that do nothing here are listed with the reason. Nothing is written, no port is opened and
nobody is asked.

Exit codes
  0 a node would start with it and be trusted, 1 not, 2 wrong usage

Examples
  engram config check --config /etc/engram/engram.toml
  sudo -u engram engram config check --config /etc/engram/engram.toml --json
`;

/** Rejects with a `StartError` for what a start would reject, and for a certificate that nobody would trust. */
export async function runConfigCheck(
  { config: path, json }: ConfigCheck,
  { env, wallMs }: BackupEdges,
): Promise<BackupOutput> {
  const config = await loadConfig({ path, env, flags: {} });
  const edges = { clock: createSystemClock(), logger: createSilentLogger() };
  const { tls } = await openSecurity(config, edges);
  if (tls !== null && config.tls !== null) checkCertificate(tls, config.tls.certFile, wallMs);
  return { ok: true, text: json ? toJson(path, config) : describe(path, config) };
}

function checkCertificate({ cert, key, ca }: TlsFiles, path: string, wallMs: number): void {
  try {
    createSecureContext({ cert, key, ...(ca === null ? {} : { ca }) });
  } catch (cause) {
    throw new StartError(`Cannot use the certificate \`${path}\`: ${sentenceOf(cause)}.`, {
      cause,
      hint: 'the key must be the one that the certificate was made for, both as PEM',
    });
  }
  const { validFromDate, validToDate } = new X509Certificate(cert);
  if (validToDate.getTime() < wallMs) {
    throw new StartError(
      `The certificate \`${path}\` is no longer valid since ${validToDate.toISOString()}.`,
      { hint: 'renew it before the node is started: nobody would trust this one' },
    );
  }
  if (validFromDate.getTime() > wallMs) {
    throw new StartError(
      `The certificate \`${path}\` is not valid before ${validFromDate.toISOString()}.`,
      { hint: "compare with `date -u`: this host's clock may be wrong" },
    );
  }
}

function describe(path: string | null, config: NodeConfig): string {
  const rows = Object.entries(factsOf(config)).map(([name, value]) => [
    name.replaceAll('_', ' '),
    shown(value),
  ]);
  const width = Math.max(...rows.map(([name = '']) => name.length));
  const lines = rows.map(([name = '', value]) => `  ${name.padEnd(width)}  ${value}`);
  const notes = config.withoutEffect.map(({ key, why }) => `  ${key}: ${why}`);
  if (notes.length > 0) notes.unshift("Accepted as keys of upstream's files, without effect here:");
  return [`${path ?? 'The defaults'}: a node would start with it`, ...lines, ...notes, ''].join(
    '\n',
  );
}

function shown(value: string | number | boolean | null | readonly string[]): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return String(value);
}

function toJson(path: string | null, config: NodeConfig): string {
  const { withoutEffect } = config;
  const outcome = { ok: true, file: path, ...factsOf(config), without_effect: withoutEffect };
  return `${JSON.stringify(outcome, null, 2)}\n`;
}

/** Paths of secrets, never what is in them. */
function factsOf(config: NodeConfig) {
  const { nodeId, clustered, http, swimBind, advertise, seeds, dataRoot, security, tls } = config;
  return {
    node_id: nodeId,
    clustered,
    http: `${tls === null ? 'http' : 'https'}://${formatAddress(http)}`,
    swim: clustered ? swimBind : null,
    advertised: clustered ? advertise : null,
    seeds: clustered ? seeds : [],
    copies: config.replicationFactor + 1,
    data: dataRoot,
    snapshots: config.storage.snapshots,
    api_keys: security.keyFile,
    cluster_secret: security.clusterSecretFile,
    certificate: tls?.certFile ?? null,
  } as const;
}
