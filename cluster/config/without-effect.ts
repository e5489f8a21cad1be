/** Keys of a file that are read for the sake of upstream's files and do nothing here. */
import * as z from 'zod';

export type KeyWithoutEffect = {
  /** `cluster.replication.jump_buckets`. */
  readonly key: string;
  /** Completes "has no effect here: …". */
  readonly why: string;
};

/** What `unused` of `values.ts` leaves at a key. */
const mark = z.object({ why: z.string(), met: z.unknown().optional() });

/** Those in `values` that ask for something else than what is done anyway, in the order of the schema. */
export function keysWithoutEffect(schema: z.ZodType, values: unknown): readonly KeyWithoutEffect[] {
  return below(schema, values, []);
}

function below(
  schema: z.ZodType,
  values: unknown,
  at: readonly string[],
): readonly KeyWithoutEffect[] {
  if (values === undefined) return [];
  const unused = mark.safeParse(schema.meta()?.['unused']);
  if (unused.success) {
    const { why, met } = unused.data;
    return values === met ? [] : [{ key: at.join('.'), why }];
  }
  const table = tableOf(schema);
  if (table === null) return [];
  return Object.entries(table.shape).flatMap(([name, inner]) =>
    below(inner as z.ZodType, (values as Record<string, unknown>)[name], [...at, name]),
  );
}

/** The table behind `optional` and `prefault`; null if there is a value. */
export function tableOf(schema: unknown): z.ZodObject | null {
  let inner = schema;
  while (inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) inner = inner.unwrap();
  return inner instanceof z.ZodObject ? inner : null;
}
