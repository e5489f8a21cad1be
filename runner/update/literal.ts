// Observed text as a sample that expects exactly this text. What no sample can say is left to the author.
import { escapeControls } from '../model/escape-controls.ts';
import type { FindSecrets, UpdateTools, Variables } from './tools.ts';

export type Literal =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'impossible'; readonly reason: string };

export interface LiteralContext {
  readonly tools: Pick<UpdateTools, 'isLiteral'>;
  readonly findSecrets: FindSecrets;
  readonly variables: Variables;
  /** Lines that look like a prompt would be commands here. Default false. */
  readonly isTranscript?: boolean;
}

/** A whole line of output, without its end. */
export function lineLiteral(line: string, context: LiteralContext): Literal {
  if (line.trim() === '...' && line !== '...') {
    const reason = 'The output holds an indented line `...`, which a sample reads as any lines';
    return { kind: 'impossible', reason };
  }
  const written = literal(line, context);
  if (written.kind === 'impossible') return written;
  return { kind: 'text', text: escapeLineStart(written.text, context) };
}

/** A backslash before what would be no output at the beginning of a line. */
export function escapeLineStart(text: string, { isTranscript = false }: LiteralContext): string {
  const isMark = /^\\*\.\.\.$/.test(text) || (isTranscript && /^\\*[$>](?: |$)/.test(text));
  return isMark ? `\\${text}` : text;
}

/** A part of a line. Secrets become placeholders: the only output that ever does. */
export function literal(text: string, context: LiteralContext): Literal {
  const odd = oddCharacter.exec(text)?.[0];
  if (odd !== undefined) {
    return {
      kind: 'impossible',
      reason:
        odd === '\ufffd'
          ? 'The output is not UTF-8 here'
          : `The output holds the control character \`${escapeControls(odd)}\`, which has no place on a page`,
    };
  }
  let written = '';
  let at = 0;
  for (const { from, to, name } of context.findSecrets(text)) {
    const value = text.slice(from, to);
    written += escapePlaceholders(text.slice(at, from), context.tools);
    written += secretMark(name, value, context.variables);
    at = to;
  }
  return { kind: 'text', text: written + escapePlaceholders(text.slice(at), context.tools) };
}

export function secretMark(name: string, value: string, variables: Variables): string {
  if (Object.hasOwn(variables, name) && variables[name] === value) return `<$${name}>`;
  return /\s/.test(value) ? '<any>' : '<secret>';
}

/** Backslashes before a `<` stand for half as many, so they are doubled; one more makes the `<` itself literal. */
export function escapePlaceholders(text: string, tools: Pick<UpdateTools, 'isLiteral'>): string {
  if (tools.isLiteral(text)) return text;
  return text.replaceAll(/(?<!\\)(\\*)(<[^<>]*>?)/g, (all, slashes: string, mark: string) =>
    tools.isLiteral(all) ? all : `${slashes}${slashes}\\${mark}`,
  );
}

// Tabs are text; everything else that moves a cursor, hides text or cannot be stored in UTF-8 is not.
const oddCharacter =
  /(?!\t)[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd-\uffff\p{Cs}]/u;
