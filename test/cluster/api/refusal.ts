/** What a node refuses, checked against the contract on the way: envelope, code, status and header belong together. */
import { expect } from 'vitest';
import { type ErrorCode, errorEnvelope, errorStatus } from '../../../cluster/api/contract.ts';
import type { LiveNode } from '../node/live-cluster.ts';

export type Refusal = {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
};

export async function refusalOf(
  node: LiveNode,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<Refusal> {
  const answer = await node.ask(method, path, body, headers);
  const { status } = answer;
  const envelope = errorEnvelope.parse(answer.body);
  expect(envelope).toEqual(answer.body);
  expect(errorStatus[envelope.error.code]).toBe(status);
  expect(answer.headers.has('retry-after')).toBe(status === 503);
  const { code, message } = envelope.error;
  return { status, code, message };
}
