/** How an order that another node carries out comes back: what it led to, or the error that belongs to the client. */
import { ApiError, type ErrorCode } from '../errors.ts';

export type RemoteAnswer<Answer> =
  | { readonly answer: Answer; readonly error?: never }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly hint: string | null;
      };
    };

/** The answer of the work, or its refusal as data. Bugs stay exceptions. */
export async function toRemoteAnswer<Answer>(
  work: () => Promise<Answer>,
): Promise<RemoteAnswer<Answer>> {
  try {
    return { answer: await work() };
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    const { code, message, details } = thrown;
    return { error: { code, message, hint: details.hint ?? null } };
  }
}

/** The answer, or the error thrown as if it had happened here. */
export function fromRemoteAnswer<Answer>(remote: RemoteAnswer<Answer>): Answer {
  if (remote.error === undefined) return remote.answer;
  const { code, message, hint } = remote.error;
  throw new ApiError(code, message, {
    ...(hint === null ? {} : { hint }),
    ...(code === 'MEMORY_CLUSTER_UNAVAILABLE' ? { retryAfterSeconds: 1 } : {}),
  });
}
