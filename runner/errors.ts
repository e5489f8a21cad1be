// The caller's mistakes: thrown anywhere, caught in `cli.ts`, printed as one line and a hint, never with a stack.

export class UserError extends Error {
  /** One thing to do. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.hint = hint;
  }
}
