/**
 * Where two JSON values have other fields, as paths. What the fields hold is left aside; a list is its first item, and one
 * that is empty says nothing of its items; a table whose keys are node ids has whatever nodes there are.
 */
export function differentFields(one: unknown, other: unknown, path = ''): readonly string[] {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === 0 || other.length === 0
      ? []
      : differentFields(one[0], other[0], `${path}[]`);
  }
  if (!isTable(one) || !isTable(other)) return isTable(one) === isTable(other) ? [] : [path];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  if (keys.every((key) => /^node-\d+$/.test(key))) return [];
  return keys.flatMap((key) => {
    const at = `${path}.${key}`;
    return key in one && key in other ? differentFields(one[key], other[key], at) : [at];
  });
}

/** A table that is absent may be null. */
function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
