/** The part of the configuration that says how long a node looks for the copies which a request needs. */
import * as z from 'zod';
import { unused } from './values.ts';

const untilDeadline =
  'a request asks again, sooner than that, until `router.request_timeout_ms` is over';
const line =
  'there is no circuit breaker: requests for a primary that is gone wait in one line, and one of them asks';
const never = 'a write is accepted by the primary alone; another copy first has to become it';

export const routerTable = z.strictObject({
  request_timeout_ms: z
    .int()
    .min(500)
    .max(60_000)
    .default(5_000)
    .describe(
      'How long a request of a client may take on this node before it is answered with an error, milliseconds.',
    ),
  connection_pool_size: unused(
    z.int().min(1),
    'connections between nodes are opened when they are needed, and closed when they were idle for 10 s',
  ),
  max_retries: unused(z.int().min(0), untilDeadline),
  retry_base_delay_ms: unused(z.int().min(0), untilDeadline),
  retry_max_delay_ms: unused(z.int().min(0), untilDeadline),
  circuit_breaker_failure_threshold: unused(z.int().min(1), line),
  circuit_breaker_reset_ms: unused(z.int().min(0), line),
  replica_fallback_enabled: unused(z.boolean(), never, false),
  replica_fallback_lag_sequences: unused(z.int().min(0), never),
  default_read_strategy: unused(
    z.enum(['primary_only', 'nearest_replica', 'scatter_gather']),
    'the primary is asked first, and only recalls and queries take the answer of another copy',
  ),
});
