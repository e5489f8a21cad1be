// Operations as requests, and answers as outcomes.
import type { Outcome } from './history.ts';
import { isAnswer, type WireAnswer, type WireFailure } from './wire.ts';
import type { LoadOperation } from './workload.ts';
import { judgeAnswer } from './write-once.ts';

export type LoadRequest = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string;
};

/** Ids, spaces and texts of a load need no escaping: JSON is put together by hand, which is four times as fast. */
export function toRequest(operations: readonly LoadOperation[], batched: boolean): LoadRequest {
  const [only] = operations;
  if (batched || only === undefined) {
    return {
      method: 'POST',
      path: '/api/v1/operations',
      body: `{"operations":[${operations.map(toJson).join(',')}]}`,
    };
  }
  const { op, space, id, content } = only;
  if (op === 'get')
    return { method: 'GET', path: `/api/v1/memories/${id}?space=${space}`, body: '' };
  return {
    method: 'POST',
    path: `/api/v1/memories/remember?space=${space}`,
    body: `{"id":"${id}","content":"${content}"}`,
  };
}

function toJson({ op, space, id, content }: LoadOperation): string {
  return op === 'get'
    ? `{"op":"get","space":"${space}","id":"${id}"}`
    : `{"op":"store","space":"${space}","id":"${id}","content":"${content}"}`;
}

/** One outcome for all operations of a request, or one for each. A read that finds nothing has been answered: ok. */
export function toOutcomes(
  result: WireAnswer | WireFailure,
  operations: readonly LoadOperation[],
  batched: boolean,
): Outcome | readonly Outcome[] {
  if (!isAnswer(result)) return result.sent ? 'unknown' : 'fail';
  const { status, body } = result;
  if (status === 404 && !batched && operations[0]?.op === 'get') return 'ok';
  if (status < 200 || status >= 300) {
    const attempt = judgeAnswer({ status, text: body });
    return attempt === 'refused' || attempt === 'not-applied' ? 'fail' : 'unknown';
  }
  // The count of failures stands at the end, so an answer without any is not parsed.
  if (!batched || /"failed":0\}\s*$/.test(body.slice(-24))) return 'ok';
  return perOperation(body, operations);
}

type Results = {
  readonly results: readonly { readonly status: string; readonly outcome?: string }[];
};

function perOperation(body: string, operations: readonly LoadOperation[]): readonly Outcome[] {
  const { results } = JSON.parse(body) as Results;
  return operations.map((_, index) => {
    const result = results[index];
    if (result === undefined) return 'unknown';
    if (result.status !== 'failed') return 'ok';
    return result.outcome === 'unknown' ? 'unknown' : 'fail';
  });
}
