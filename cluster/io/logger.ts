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

export type JsonLoggerOptions = {
  /** Id of the node, in every line. */
  readonly node: string;
  /** Lines below this level are not written. */
  readonly level: LogLevel;
  /** Unix milliseconds. */
  readonly wallMs: () => number;
  /** Takes one line, without its line break. */
  readonly write: (line: string) => void;
};

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export function createJsonLogger(options: JsonLoggerOptions): Logger {
  const threshold = levels.indexOf(options.level);

  function loggerFor(component: string): Logger {
    const at = (level: LogLevel) => {
      const enabled = levels.indexOf(level) >= threshold;
      return (event: string, fields: LogFields = {}): void => {
        if (!enabled) return;
        const time = new Date(options.wallMs()).toISOString();
        const head = { time, level, node: options.node, component, event };
        options.write(JSON.stringify({ ...head, ...fields, ...head }, plainErrors));
      };
    };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: loggerFor,
    };
  }
  return loggerFor('node');
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

/** JSON.stringify shows an Error as `{}`; a line must say what went wrong. */
function plainErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const code = 'code' in value && typeof value.code === 'string' ? { code: value.code } : {};
  return { name: value.name, message: value.message, ...code };
}
