/**
 * Where two JSON values have other fields, as paths. What the fields hold is left aside; a list is its first item, or
 * none; a table whose keys are node ids has whatever nodes there are.
 */
export function differentFields(one: unknown, other: unknown, path = ''): readonly string[] {
  if (Array.isArray(one) && Array.isArray(other)) {
    const at = `${path}[]`;
    if (one.length === 0 || other.length === 0) return one.length === other.length ? [] : [at];
    return differentFields(one[0], other[0], at);
  }
  if (!isTable(one) || !isTable(other)) return isTable(one) === isTable(other) ? [] : [path];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  if (keys.every((key) => /^node-\d+$/.test(key))) return [];
  return keys.flatMap((key) => {
    const at = `${path}.${key}`;
    return key in one && key in other ? differentFields(one[key], other[key], at) : [at];
  });
}

/** What stands at a path as `differentFields` gives it: one value, or those in all items of a list, in whatever order. */
export function valuesAt(value: unknown, path: string): readonly unknown[] {
  const steps = path.split(/(?=\[\])|\./).filter((step) => step !== '');
  return steps.reduce<readonly unknown[]>(
    (found, step) =>
      found.flatMap((at) => {
        if (step === '[]') return Array.isArray(at) ? at : [];
        return isTable(at) && step in at ? [at[step]] : [];
      }),
    [value],
  );
}

/** A table that is absent may be null. */
function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
