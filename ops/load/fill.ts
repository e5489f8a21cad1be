// What a load reads must be there before: a memory for every key, stored in batches.
import { Failure } from '../failure.ts';
import { call, NoAnswer } from '../http.ts';
import { waitUntil } from '../wait.ts';
import { toOutcomes, toRequest } from './request.ts';
import { fillingOf, type LoadOperation, type Workload } from './workload.ts';

const batch = 500;
/** Milliseconds for one request, and for a batch until it succeeds: spaces that are new may have no primary yet. */
const answerDeadline = 6_000;
const deadline = 20_000;
const retryEvery = 100;

/** Stores a memory for every key; a failure if the cluster does not take one. */
export async function fillCluster(workload: Workload, urls: readonly string[]): Promise<void> {
  const operations = fillingOf(workload);
  for (let start = 0; start < operations.length; start += batch) {
    const url = urls[(start / batch) % urls.length] ?? '';
    const share = operations.slice(start, start + batch);
    // Repeating a store changes nothing.
    const done = await waitUntil(() => store(url, share), { deadline, every: retryEvery });
    if (done) continue;
    throw new Failure('could-not', `\`${url}\` did not take the memories that the load reads`, {
      hint: 'look at the cluster with `engram-ops health`',
    });
  }
}

async function store(url: string, operations: readonly LoadOperation[]): Promise<boolean> {
  const { method, path, body } = toRequest(operations, true);
  try {
    const answer = await call({
      method,
      url: `${url}${path}`,
      body: JSON.parse(body),
      deadline: answerDeadline,
    });
    const result = { status: answer.status, body: answer.text };
    return toOutcomes(result, operations, true) === 'ok';
  } catch (error) {
    if (error instanceof NoAnswer) return false;
    throw error;
  }
}
