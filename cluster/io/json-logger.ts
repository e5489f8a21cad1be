/** The node's log lines, in the shape that the documented log queries expect. */
import type { LogFields, Logger, LogLevel } from './logger.ts';

export type JsonLoggerOptions = {
  readonly nodeId: string;
  readonly level: LogLevel;
  readonly wallMs: () => number;
  /** Takes one line, without its line break. */
  readonly write: (line: string) => void;
};

/** Lines of this part are records, not diagnostics: no level hides them. */
const auditTarget = 'engram::audit';

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * One JSON object a line: `timestamp`, `level`, `target` (`engram::swim`), `message` (a constant in kebab case), `node_id`,
 * and where they apply `operation`, `memory_space`, `memory_id` and `duration_ms`.
 */
export function createJsonLogger(options: JsonLoggerOptions): Logger {
  const threshold = levels.indexOf(options.level);

  function forTarget(target: string): Logger {
    const at = (level: LogLevel) => {
      const enabled = target === auditTarget || levels.indexOf(level) >= threshold;
      return (message: string, fields: LogFields = {}): void => {
        if (!enabled) return;
        const timestamp = new Date(options.wallMs()).toISOString();
        const head = { timestamp, level, target, message, node_id: options.nodeId };
        options.write(JSON.stringify({ ...head, ...fields, ...head }, plainErrors));
      };
    };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (component) => forTarget(`engram::${component}`),
    };
  }
  return forTarget('engram');
}

/** JSON.stringify shows an Error as `{}`; its sentence, code and cause are what a reader wants. */
function plainErrors(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  const code = 'code' in value && typeof value.code === 'string' ? { code: value.code } : {};
  return { name, message, ...code, stack, ...(cause === undefined ? {} : { cause }) };
}
