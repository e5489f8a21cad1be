// The fields of a zod schema as rows of a table: their path, what they may hold, and whether they may be left out.
import { z } from 'zod';

export interface Field {
  /** `members[].id`. */
  readonly path: string;
  /** `integer, 1 to 100`. */
  readonly type: string;
  readonly required: boolean;
  /** As JSON; undefined without one. */
  readonly fallback: string | undefined;
  readonly description: string | undefined;
  /** Why it has no effect; undefined if it has one. */
  readonly unused: string | undefined;
}

interface Node {
  readonly title?: string;
  readonly description?: string;
  readonly unused?: { readonly why: string };
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly additionalProperties?: Node | boolean;
  readonly default?: unknown;
}

/** `io`: of what clients send, or of what they get. */
export function fieldsOf(schema: z.ZodType, io: 'input' | 'output'): readonly Field[] {
  const node = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Node;
  return unique(below(node, ''));
}

function below(node: Node, path: string): readonly Field[] {
  const alternatives = node.anyOf ?? node.oneOf;
  if (alternatives !== undefined) return alternatives.flatMap((one) => below(one, path));
  if (node.type === 'array' && node.items !== undefined) {
    const items = node.items;
    const rows = below(items, `${path}[]`);
    return path === '' && rows.length === 0 ? [row('[]', items, true)] : rows;
  }
  return Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [row(at, field, node.required?.includes(name) ?? false), ...below(field, at)];
  });
}

function row(path: string, node: Node, required: boolean): Field {
  const fallback = node.default === undefined ? undefined : JSON.stringify(node.default);
  const { description, unused } = node;
  return { path, type: typeText(node), required, fallback, description, unused: unused?.why };
}

function typeText(node: Node): string {
  if (node.title !== undefined) return node.title;
  const alternatives = node.anyOf ?? node.oneOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map(typeText))].join(' or ');
  if (node.enum !== undefined) return node.enum.map((value) => `\`${value}\``).join(', ');
  if (node.const !== undefined) return `\`${JSON.stringify(node.const).replaceAll('"', '')}\``;
  if (node.type === 'array') return `list of ${plural(typeText(node.items ?? {}))}`;
  if (node.type === 'object') return node.properties === undefined ? 'table' : 'object';
  if (node.format === 'date-time') return 'moment';
  if (node.format === 'uri') return 'URL';
  if (node.type === 'integer' || node.type === 'number') return numberText(node);
  return node.type ?? 'anything';
}

function plural(type: string): string {
  return /^(object|string|number|integer|moment|boolean)$/.test(type) ? `${type}s` : type;
}

function numberText({ type = 'number', minimum, maximum }: Node): string {
  const top = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const bottom = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  if (bottom !== undefined && top !== undefined) return `${type}, ${bottom} to ${top}`;
  if (bottom !== undefined) return `${type}, ${bottom} or more`;
  return top === undefined ? type : `${type}, ${top} or less`;
}

/** Alternatives share fields; each is shown once, with all that it may hold. */
function unique(fields: readonly Field[]): readonly Field[] {
  const byPath = new Map<string, Field>();
  for (const field of fields) {
    const known = byPath.get(field.path);
    const types = new Set([...(known?.type.split(' or ') ?? []), field.type]);
    const required = field.required && (known?.required ?? true);
    byPath.set(field.path, { ...field, required, type: [...types].join(' or ') });
  }
  return [...byPath.values()];
}
