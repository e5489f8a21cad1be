// What was written and will hardly be the same next time. A hint for the author, who knows; never a change.

const shapes: readonly { readonly form: RegExp; readonly mark: string }[] = [
  {
    form: /\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:?\d{2})?/,
    mark: '<timestamp>',
  },
  { form: /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/i, mark: '<word>' },
  { form: /\/tmp\/[\w./-]+/, mark: '<word>' },
  { form: /\b(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{16,64}\b/, mark: '<word>' },
];

export interface VolatileValue {
  readonly value: string;
  /** The placeholder that would take it. */
  readonly mark: string;
}

/** Of the first of each shape. */
export function findVolatile(lines: readonly string[]): readonly VolatileValue[] {
  return shapes.flatMap(({ form, mark }) => {
    const found = lines.map((line) => form.exec(line)?.[0]).find((value) => value !== undefined);
    return found === undefined ? [] : [{ value: found, mark }];
  });
}
