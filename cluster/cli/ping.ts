/** `engram ping`: whether a node answers on its SWIM socket. */
import { isIPv6 } from 'node:net';
import { StartError, sentenceOf } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Random } from '../io/random.ts';
import { parseAddress } from '../net/address.ts';
import { createResolver } from '../net/hosts.ts';
import { sealTransport } from '../net/sealed-transport.ts';
import { datagramBytesMax, sealBytes } from '../net/transport.ts';
import { openUdpTransport } from '../net/udp-transport.ts';
import { readSigner } from '../node/security.ts';
import { type CallAnswer, callNode } from '../swim/caller.ts';
import type { PingArguments } from './ping-arguments.ts';

export const pingHelpText = `Ask a node, over UDP, whether it is there: a SWIM ping that only the node itself can answer.

Usage
  engram ping HOST[:PORT] [--node ID] [--secret-file FILE] [--timeout 2s] [--json]

Options
  --node ID           who shall be there; another node at this address does not count as an answer
  --secret-file FILE  the secret that the nodes share, or ENGRAM_CLUSTER_SECRET_FILE
  --timeout T         how long to wait for an answer, such as 2s or 500ms; default 2s

The port is 7946 if none is given. Nothing in the cluster changes, and nobody takes the caller for a member.

Exit codes
  0 it answered, 1 it did not, 2 wrong usage

Examples
  engram ping node-1
  engram ping 10.0.1.10:7946 --node node-1 --json
`;

export type PingOutput = { readonly text: string; readonly answered: boolean };

type Ping = Extract<PingArguments, { kind: 'ping' }>;

export async function runPing(
  { address: name, node, secretFile, timeoutMs, json }: Ping,
  { clock, random, hostsFile }: { clock: Clock; random: Random; hostsFile: string | null },
): Promise<PingOutput> {
  const signer = secretFile === null ? null : await readSigner(secretFile);
  const address = await createResolver({ hostsFile })(name).catch((cause: unknown) => {
    throw new StartError(sentenceOf(cause), { cause });
  });
  const bind = isIPv6(parseAddress(address)?.host ?? '') ? '[::]:0' : '0.0.0.0:0';
  const socket = await openUdpTransport(bind, datagramBytesMax + (signer === null ? 0 : sealBytes));
  const transport = signer === null ? socket : sealTransport(socket, signer, () => undefined);
  const caller = `engram-ping-${random.fraction().toString(36).slice(2)}`;
  try {
    const answer = await callNode(transport, clock, { address, node, caller, timeoutMs });
    const answered = answer.node !== null;
    return { answered, text: json ? toJson(address, answer) : describe(address, node, answer) };
  } finally {
    await transport.close();
  }
}

function toJson(address: string, answer: CallAnswer): string {
  const { node, roundTripMs, pings, otherNode, members } = answer;
  const shown = {
    answered: node !== null,
    address,
    node_id: node,
    round_trip_ms: roundTripMs === null ? null : Math.round(roundTripMs * 1_000) / 1_000,
    pings,
    other_node: otherNode,
    members,
  };
  return `${JSON.stringify(shown)}\n`;
}

function describe(address: string, wanted: string | null, answer: CallAnswer): string {
  const { node, roundTripMs, pings, otherNode } = answer;
  if (node !== null) return `${node} at ${address} answered in ${roundTripMs?.toFixed(1)} ms\n`;
  if (otherNode !== null && wanted !== null) {
    return `${address} is ${otherNode}, not ${wanted}\n`;
  }
  return `No answer from ${address} to ${Math.max(pings, 1)} pings\n`;
}
