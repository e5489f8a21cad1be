// What proves to a node who asks, and to us that it is the node: an API key and a CA file, both from the environment.
import { readFileSync } from 'node:fs';
import type { Agent } from 'node:https';
import { Failure } from './failure.ts';

/** The `Authorization` header, from ENGRAM_API_KEY; none without it. */
export function credentials(): Readonly<Record<string, string>> {
  const { ENGRAM_API_KEY: key } = process.env;
  return key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` };
}

let agent: Agent | undefined;

/** Connections over TLS that trust ENGRAM_CA_FILE. The module is loaded by those who need it. */
export function secureAgent(): Agent {
  const { Agent: SecureAgent } = process.getBuiltinModule('node:https');
  agent ??= new SecureAgent({ keepAlive: true, ...trusted() });
  return agent;
}

/** ENGRAM_CA_FILE: certificates to check those of the nodes against, PEM. Default: those of the system. */
function trusted(): { readonly ca?: string } {
  const { ENGRAM_CA_FILE: path } = process.env;
  if (path === undefined || path === '') return {};
  try {
    return { ca: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new Failure(
      'usage',
      `Cannot read ENGRAM_CA_FILE \`${path}\`: ${(error as Error).message}`,
    );
  }
}
