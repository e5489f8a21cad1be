/**
 * The JSON of an entry's payload, made once: it goes into the node's own log and to every other copy. It is kept beside
 * the payload only until the entry is applied, as the log remembers many thousand entries.
 */
import type { Entry, Json } from '../model/entry.ts';

const texts = new WeakMap<object, string>();

export function payloadText(payload: Json): string {
  if (payload === null || typeof payload !== 'object') return JSON.stringify(payload);
  const known = texts.get(payload);
  if (known !== undefined) return known;
  const text = JSON.stringify(payload);
  texts.set(payload, text);
  return text;
}

export function forgetPayloadText({ payload }: Entry): void {
  if (payload !== null && typeof payload === 'object') texts.delete(payload);
}

/** The entry as JSON, equal to what `JSON.stringify` gives. */
export function entryText({ epoch, sequence, hlc, type, payload }: Entry): string {
  return `{"epoch":${epoch},"sequence":${sequence},"hlc":{"wallMs":${hlc.wallMs},"counter":${hlc.counter}},"type":${type},"payload":${payloadText(payload)}}`;
}
