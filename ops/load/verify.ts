// Reads every acknowledged memory back and counts what is there.
import { call, NoAnswer } from '../http.ts';
import { errorOf } from '../node-api.ts';
import { waitUntil } from '../wait.ts';

/** One place where a memory has to be found. */
export type Reading = {
  readonly memoryId: string;
  readonly space: string;
  readonly node: string;
  readonly url: string;
  /** `local`: what the copy on this very node holds. `primary`: through the API, as a client reads. */
  readonly consistency: 'primary' | 'local';
};

export type Finding = {
  readonly reading: Reading;
  /** `unread`: no answer that says whether it is there. */
  readonly found: 'present' | 'absent' | 'unread';
  readonly reason?: string;
};

/** Milliseconds for one answer, and for a node that cannot answer yet. */
const answerDeadline = 6_000;
const readDeadline = 15_000;
const retryEvery = 100;
/** Milliseconds for a copy to catch up. */
const catchUpDeadline = 10_000;
const neverCame = `not there after ${catchUpDeadline / 1_000} s`;
const atOnce = 48;

/**
 * A finding for every reading. What a copy does not have yet is asked again for a while: an acknowledged write is on a
 * majority of the copies, and reaches the others a moment later.
 */
export async function verifyAll(readings: readonly Reading[]): Promise<readonly Finding[]> {
  const settled: Finding[] = [];
  let open = readings;
  await waitUntil(
    async () => {
      const findings = await readAll(open);
      const late = new Set(
        findings.filter(
          ({ reading, found }) => found === 'absent' && reading.consistency === 'local',
        ),
      );
      settled.push(...findings.filter((finding) => !late.has(finding)));
      open = [...late].map(({ reading }) => reading);
      return open.length === 0;
    },
    { deadline: catchUpDeadline, every: retryEvery },
  );
  return [
    ...settled,
    ...open.map((reading): Finding => ({ reading, found: 'absent', reason: neverCame })),
  ];
}

async function readAll(readings: readonly Reading[]): Promise<readonly Finding[]> {
  const findings: Finding[] = new Array(readings.length);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < readings.length; index = next++) {
      const reading = readings[index];
      if (reading !== undefined) findings[index] = await readPatiently(reading);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return findings;
}

async function readPatiently(reading: Reading): Promise<Finding> {
  let finding: Finding = { reading, found: 'unread' };
  await waitUntil(
    async () => {
      finding = await readOnce(reading);
      return finding.found !== 'unread';
    },
    { deadline: readDeadline, every: retryEvery },
  );
  return finding;
}

/** One try; `deadline` in milliseconds. */
export async function readOnce(reading: Reading, deadline = answerDeadline): Promise<Finding> {
  const { memoryId, space, url, consistency } = reading;
  const query = new URLSearchParams({ space, consistency });
  try {
    const path = `/api/v1/memories/${encodeURIComponent(memoryId)}?${query}`;
    const answer = await call({ url: `${url}${path}`, deadline });
    if (answer.status === 200) return judgeBody(reading, answer.text);
    const error = errorOf(answer);
    if (error?.code === 'MEMORY_NOT_FOUND')
      return { reading, found: 'absent', reason: error.message };
    return { reading, found: 'unread', reason: `${answer.status} ${error?.code ?? ''}`.trim() };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { reading, found: 'unread', reason: error.message };
  }
}

/** Present means: this memory, with what was written. */
function judgeBody(reading: Reading, text: string): Finding {
  const { id, content } = JSON.parse(text) as { id?: string; content?: string };
  const right = id === reading.memoryId && content === `load ${reading.memoryId}`;
  return right
    ? { reading, found: 'present' }
    : { reading, found: 'absent', reason: 'another content' };
}
