// The two kinds of error that are thrown: the caller's mistakes, and ours.

/** Thrown anywhere, caught in `cli.ts`, printed as one line and a hint, never with a stack. */
export class UserError extends Error {
  /** One thing to do. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.hint = hint;
  }
}

/** Thrown when what the caller asked for leaves nothing to do: never green, and nobody's mistake for sure. Exit 3. */
export class NothingToDo extends UserError {
  constructor(message: string, hint?: string) {
    super(message, hint);
    this.name = 'NothingToDo';
  }
}

/** By their names: the program is bundled into two files, each with classes of its own. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && ['UserError', 'NothingToDo'].includes(error.name);
}

export function isNothingToDo(error: unknown): error is NothingToDo {
  return error instanceof Error && error.name === 'NothingToDo';
}

/** For what should never happen: everything that a person needs to report it. */
export function describeBug(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${text}\nthis is a bug in runbook: please report it with the lines above\n`;
}
