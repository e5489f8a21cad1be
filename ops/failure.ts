// What can go wrong for a caller of engram-ops, each kind with its exit code. Everything else is a bug (70).

export type FailureKind = 'check-failed' | 'usage' | 'could-not' | 'interrupted';

export const exitCodes = {
  'check-failed': 1,
  usage: 2,
  'could-not': 3,
  interrupted: 130,
} as const satisfies Readonly<Record<FailureKind, number>>;

/** Our bug: a crash with a stack. */
export const bugExitCode = 70;

/**
 * An expected failure. `hint` says what to do next; `details` are lines to show as they are, such as a log's end; `code`
 * is the cluster's own, such as `STATE_CONFLICT`, where a node refused.
 */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly hint: string | undefined;
  readonly details: readonly string[];
  readonly code: string | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    more: {
      readonly hint?: string | undefined;
      readonly details?: readonly string[];
      readonly code?: string | undefined;
    } = {},
  ) {
    super(message);
    this.name = 'Failure';
    this.kind = kind;
    this.hint = more.hint;
    this.details = more.details ?? [];
    this.code = more.code;
  }
}

/** A failure as the lines that a person reads. */
export function describeFailure(failure: Failure): string {
  const lines = [`engram-ops: ${failure.message}`, ...failure.details.map((line) => `  ${line}`)];
  if (failure.hint !== undefined) lines.push(`hint: ${failure.hint}`);
  return `${lines.join('\n')}\n`;
}

/** The sentence of an expected failure; anything else is not ours to swallow. */
export function describeReason(error: unknown): string {
  if (error instanceof Failure) return error.message;
  throw error;
}
