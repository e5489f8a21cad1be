// What the supervisor answers about faults.
import type { IncomingMessage } from 'node:http';
import { Failure } from '../failure.ts';
import type { FaultDesk, ListedFault } from './desk.ts';
import type { Fault, FaultOutcome, FaultSelector } from './fault.ts';

export type { ListedFault } from './desk.ts';

/** What a command sends. */
export type FaultChange =
  | {
      readonly kind: 'inject';
      readonly faults: readonly Fault[];
      /** Milliseconds until the supervisor clears them; null for never. */
      readonly forMs: number | null;
    }
  | { readonly kind: 'clear'; readonly selector: FaultSelector };

export type FaultAnswer =
  | { readonly faults: readonly ListedFault[] }
  | { readonly outcomes: readonly FaultOutcome[] };

/** `GET /faults`, `POST /faults/inject`, `POST /faults/clear`. */
export async function answerFaults(
  desk: FaultDesk,
  request: IncomingMessage,
  verb: string | undefined,
): Promise<FaultAnswer> {
  if (request.method === 'GET' && verb === undefined) return { faults: desk.list() };
  if (request.method !== 'POST')
    throw new Failure('usage', `Unexpected request \`${request.url}\``);
  const change = await readChange(request);
  if (change.kind === 'inject') return { outcomes: await desk.inject(change.faults, change.forMs) };
  return { outcomes: await desk.clear(change.selector) };
}

/** Only our own commands reach the socket, so the shape is theirs. */
async function readChange(request: IncomingMessage): Promise<FaultChange> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts).toString()) as FaultChange;
  } catch {
    throw new Failure('usage', 'Unexpected body, expected JSON');
  }
}
