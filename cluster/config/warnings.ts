import type { NodeConfig } from '../config.ts';
import type { Logger } from '../io/logger.ts';

/** Says in the log what an operator may not have meant. */
export function warnOfConfig(
  { http, security, limits, withoutEffect }: NodeConfig,
  logger: Logger,
): void {
  // Whoever can reach the port may do everything; within one host that is what is wanted, beyond it seldom.
  const isLocal = http.host === 'localhost' || /^(127\.|::1$)/.test(http.host);
  if (security.keyFile === null && !isLocal) {
    logger.warn('open-without-keys', { host: http.host, hint: 'set `security.auth_mode`' });
  }
  if (limits.ackMode === 'async') {
    logger.warn('acknowledged-writes-may-be-lost', { ack_mode: limits.ackMode });
  }
  for (const { key, why } of withoutEffect) {
    logger.warn('key-without-effect', { key, reason: why });
  }
}
