/** Structured logging: one JSON object a line, values in fields and never glued into the text. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * `event` is a constant in kebab case (`torn-tail-truncated`).
 * error: somebody must act. warn: may become an error. info: the state changed. debug: one line a message.
 */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A logger for one part of the node; its lines carry the component's name. */
  child(component: string): Logger;
}

/** For parts that must have a logger in a place where nobody reads it. */
export function createSilentLogger(): Logger {
  const ignore = (): void => undefined;
  const silent: Logger = {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: ignore,
    child: () => silent,
  };
  return silent;
}
