// An observed JSON value as a person would write it into a sample.
import type { JsonPattern } from '../model/expectation.ts';
import { escapePlaceholders, type LiteralContext } from './literal.ts';
import type { JsonSource } from './tools.ts';

export type Rendered =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'impossible'; readonly reason: string };

/** Longer values get a line for each of their parts. */
const inlineMax = 60;

/** `template`: of an object only the members that it names are written, as the author chose for its neighbours. */
export function renderJson(
  value: JsonSource,
  json: string,
  {
    indent,
    template,
    ...context
  }: LiteralContext & { readonly indent: string; readonly template?: JsonPattern },
): Rendered {
  switch (value.kind) {
    case 'scalar':
      return renderScalar(value, json, context);
    case 'array':
      return renderParts(
        value.items.map((item) => ({ value: item, template: firstItem(template) })),
        { json, indent, brackets: ['[', ']'] },
        context,
      );
    case 'object':
      return renderParts(
        namedMembers(value, template),
        { json, indent, brackets: ['{', '}'] },
        context,
      );
  }
}

interface Part {
  readonly key?: string;
  readonly value: JsonSource;
  readonly template: JsonPattern | undefined;
}

function renderParts(
  parts: readonly Part[],
  place: {
    readonly json: string;
    readonly indent: string;
    readonly brackets: readonly [string, string];
  },
  context: LiteralContext,
): Rendered {
  const { json, indent } = place;
  const [open, close] = place.brackets;
  const inner = `${indent}  `;
  const texts: string[] = [];
  for (const { key, value, template } of parts) {
    const name = key === undefined ? '' : memberName(key, context);
    if (name === undefined) {
      return {
        kind: 'impossible',
        reason: 'The output holds a secret as the name of a JSON member',
      };
    }
    const written = renderJson(value, json, {
      ...context,
      indent: inner,
      ...(template && { template }),
    });
    if (written.kind === 'impossible') return written;
    texts.push(name + written.text);
  }
  const space = open === '{' && texts.length > 0 ? ' ' : '';
  const inline = `${open}${space}${texts.join(', ')}${space}${close}`;
  if (inline.length <= inlineMax && !inline.includes('\n')) return { kind: 'text', text: inline };
  const lines = texts.map((text) => `\n${inner}${text}`);
  return { kind: 'text', text: `${open}${lines.join(',')}\n${indent}${close}` };
}

function memberName(key: string, context: LiteralContext): string | undefined {
  if (context.findSecrets(key).length > 0 || !context.tools.isLiteral(key) || key === '...') {
    return undefined;
  }
  return `${escapeOdd(JSON.stringify(key))}: `;
}

function renderScalar(
  scalar: Extract<JsonSource, { kind: 'scalar' }>,
  json: string,
  context: LiteralContext,
): Rendered {
  const { value } = scalar;
  const source = json.slice(scalar.offset, scalar.offset + scalar.length);
  const secrets = context.findSecrets(typeof value === 'string' ? value : source);
  if (secrets.length > 0) return { kind: 'text', text: `"${secretMark(value, secrets, context)}"` };
  if (typeof value !== 'string') return { kind: 'text', text: source };
  if (value === '...') {
    return {
      kind: 'impossible',
      reason: 'The output holds a string `...`, which a sample reads as any items',
    };
  }
  if (value.includes('\ufffd')) {
    return { kind: 'impossible', reason: 'The output is not UTF-8 here' };
  }
  const escaped = escapePlaceholders(value, context.tools);
  return { kind: 'text', text: escapeOdd(escaped === value ? source : JSON.stringify(escaped)) };
}

/** In JSON a placeholder stands for a whole value. */
function secretMark(
  value: string | number | boolean | null,
  secrets: ReturnType<LiteralContext['findSecrets']>,
  { variables }: LiteralContext,
): string {
  const [only] = secrets;
  if (typeof value !== 'string' || only === undefined) return '<any>';
  const isAll = secrets.length === 1 && only.from === 0 && only.to === value.length;
  if (isAll && Object.hasOwn(variables, only.name) && variables[only.name] === value) {
    return `<$${only.name}>`;
  }
  return isAll && !/\s/.test(value) ? '<secret>' : '<string>';
}

/** What a page should not hold as itself, JSON can spell. */
function escapeOdd(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\p{Cs}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

function namedMembers(
  value: Extract<JsonSource, { kind: 'object' }>,
  template: JsonPattern | undefined,
): readonly Part[] {
  // Of a repeated name the last one counts.
  const members = new Map(value.members.map((member) => [member.key, member.value] as const));
  if (template?.kind !== 'object') {
    return [...members].map(([key, member]) => ({ key, value: member, template: undefined }));
  }
  return template.members.flatMap(([key, inner]) => {
    const member = members.get(key);
    return member === undefined ? [] : [{ key, value: member, template: inner }];
  });
}

function firstItem(template: JsonPattern | undefined): JsonPattern | undefined {
  if (template?.kind !== 'array') return undefined;
  return template.items.find((item) => item.kind !== 'rest');
}
