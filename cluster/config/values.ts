/** What the values of the configuration file are made of, and the mark of keys that do nothing. */
import * as z from 'zod';

const millisecondsPer: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** `600ms`, `2s`, `1.5s`, `5m`; becomes milliseconds. */
export const duration = z
  .string({ error: 'expected a duration such as `"500ms"` or `"2s"`' })
  .regex(/^\d+(\.\d+)?(ms|s|m|h)$/, { error: 'expected a duration such as `"500ms"` or `"2s"`' })
  .meta({ title: 'duration' })
  .transform((text) => {
    const [, amount = '0', unit = 'ms'] = /^([\d.]+)([a-z]+)$/.exec(text) ?? [];
    return Number(amount) * (millisecondsPer[unit] ?? 1);
  });

export const address = z
  .string()
  .regex(/^.+:\d{1,5}$/, { error: 'expected `host:port`' })
  .meta({ title: '`host:port`' });

export const path = z.string().min(1).meta({ title: 'path' });

/** A word of which only one choice can be met; `why` is for whoever asks for another. */
export function only<const Word extends string>(word: Word, why: string) {
  return z.literal(word, { error: `expected \`${word}\`: ${why}` });
}

/**
 * A key of upstream's files that is read, checked and then left alone. `why` completes "has no effect here: …" in the
 * node's log, in `engram config check` and in the reference. `met` is the value that asks for what is done anyway.
 */
export function unused<Value extends z.ZodType>(
  value: Value,
  why: string,
  met?: boolean | number | string,
): z.ZodOptional<Value> {
  return value.optional().meta({ unused: { why, met } });
}
