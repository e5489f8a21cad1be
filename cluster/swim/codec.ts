/**
 * Messages as datagrams: one JSON object each, so that a packet capture can be read. Whatever comes from the network is
 * checked field by field; what is not exactly a message is null and never an exception.
 */
import type { MemberRecord, MemberState } from '../model/member.ts';
import type { Message, Rumor } from './message.ts';

/** Datagrams of another version are dropped: a node must not guess. */
const protocolVersion = 1;

/** Far above what a cluster reaches and far below where adding one stops working. */
const numberMax = 2 ** 48;
const textLengthMax = 255;
const rumorsMax = 64;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

export function encodeMessage(message: Message): Uint8Array {
  return Buffer.from(stringify(message));
}

/** Bytes that a message takes on the wire. */
export function messageBytes(message: Message): number {
  return Buffer.byteLength(stringify(message));
}

/** Bytes that one more rumor adds to a message, its comma included. */
export function rumorBytes(rumor: Rumor): number {
  return Buffer.byteLength(JSON.stringify(rumor)) + 1;
}

export function decodeMessage(datagram: Uint8Array): Message | null {
  const value = parseJson(datagram);
  if (!isObject(value) || value['v'] !== protocolVersion) return null;
  const { kind, from, sequence, target, targetAddress, reply } = value;
  const rumors = decodeRumors(value['rumors']);
  if (!isText(from) || rumors === null) return null;
  const envelope = { from, rumors };
  switch (kind) {
    case 'gossip':
      return { kind, ...envelope };
    case 'sync':
      return typeof reply === 'boolean' ? { kind, ...envelope, reply } : null;
    case 'ack':
    case 'nack':
      return isNumber(sequence) ? { kind, ...envelope, sequence } : null;
    case 'ping':
      return isNumber(sequence) && isText(target) ? { kind, ...envelope, sequence, target } : null;
    case 'ping-request':
      return isNumber(sequence) && isText(target) && isText(targetAddress)
        ? { kind, ...envelope, sequence, target, targetAddress }
        : null;
    default:
      return null;
  }
}

function decodeRumors(value: unknown): readonly Rumor[] | null {
  if (!Array.isArray(value) || value.length > rumorsMax) return null;
  const rumors = value.map(decodeRumor);
  return rumors.every((rumor) => rumor !== null) ? rumors : null;
}

function decodeRumor(value: unknown): Rumor | null {
  if (!isObject(value)) return null;
  const { state, incarnation, by } = value;
  const record = decodeRecord(value['record']);
  if (record === null || !isState(state) || !isNumber(incarnation) || !isText(by)) return null;
  return { record, state, incarnation, by };
}

function decodeRecord(value: unknown): MemberRecord | null {
  if (!isObject(value)) return null;
  const { id, swimAddress, httpAddress, version, draining, startedAt } = value;
  if (!isText(id) || !isText(swimAddress) || !isText(httpAddress) || !isText(version)) return null;
  if (typeof draining !== 'boolean' || !isNumber(startedAt)) return null;
  return { id, swimAddress, httpAddress, version, draining, startedAt };
}

function stringify(message: Message): string {
  return JSON.stringify({ v: protocolVersion, ...message });
}

function parseJson(datagram: Uint8Array): unknown {
  try {
    return JSON.parse(strictUtf8.decode(datagram));
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= textLengthMax;
}

function isNumber(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= numberMax;
}

function isState(value: unknown): value is MemberState {
  return value === 'alive' || value === 'suspect' || value === 'dead' || value === 'left';
}
