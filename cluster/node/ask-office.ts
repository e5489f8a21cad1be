/**
 * Asks whoever holds an office (the primary of a space, the coordinator) until it answers or the time is over.
 * Offices move while nodes fail, so a refusal names the next one to ask, and silence means asking around.
 */
import type { Deadline } from '../api/deadline.ts';
import { ApiError } from '../errors.ts';
import type { NodeId } from '../model/ids.ts';
import type { Signal } from './signal.ts';

export type Attempt<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** Certainly not done; `primary` is who may know better. */
  | { readonly kind: 'refused'; readonly reason: string; readonly primary: NodeId | null }
  /** Done or not: the asked node did not say. */
  | { readonly kind: 'unknown'; readonly reason: string };

export type OfficeQuestion<Answer> = {
  /** For messages: `the primary of space \`default\``. */
  readonly office: string;
  /** Nodes that may hold it, the likeliest first. Asked anew for each attempt. */
  readonly candidates: () => readonly NodeId[];
  /** Who holds it as far as this node knows. */
  readonly holder: () => NodeId | null;
  readonly ask: (node: NodeId, deadlineMs: number) => Promise<Attempt<Answer>>;
  /** True for writes: an error then says whether the write may have happened. */
  readonly writes: boolean;
};

/** The last part of a request's time is kept for telling the client that it is over, milliseconds. */
const marginMs = 150;
const pauseMinMs = 10;
const pauseMaxMs = 100;

export async function askOffice<Answer>(
  question: OfficeQuestion<Answer>,
  deadline: Deadline,
  changed: Signal,
): Promise<Answer> {
  let mayBeDone = false;
  let reason = 'nobody holds the office';
  let hint: NodeId | null = null;
  for (let attempt = 0; deadline.remainingMs() > marginMs; attempt += 1) {
    const node = chooseTarget(hint ?? question.holder(), question.candidates(), attempt);
    hint = null;
    if (node !== null) {
      const said = await question.ask(node, deadline.remainingMs() - marginMs);
      if (said.kind === 'answered') return said.answer;
      reason = `\`${node}\` said ${said.reason}`;
      if (said.kind === 'unknown') mayBeDone = true;
      // A node that names another one has just been there: no pause before the first such hint.
      else hint = said.primary === node ? null : said.primary;
      if (hint !== null && attempt === 0) continue;
    }
    const pause = Math.min(pauseMinMs * 2 ** Math.min(attempt, 10), pauseMaxMs);
    await changed.wait(Math.min(pause, Math.max(deadline.remainingMs() - marginMs, 1)));
  }
  throw new ApiError(
    'MEMORY_CLUSTER_UNAVAILABLE',
    `${question.office} did not answer in time: ${reason}.`,
    {
      retryAfterSeconds: 1,
      ...(question.writes ? { outcome: mayBeDone ? 'unknown' : 'not_applied' } : {}),
    },
  );
}

/** The known holder first; without one, each candidate in turn. */
export function chooseTarget(
  holder: NodeId | null,
  candidates: readonly NodeId[],
  attempt: number,
): NodeId | null {
  if (holder !== null && (candidates.includes(holder) || candidates.length === 0)) return holder;
  return candidates[attempt % candidates.length] ?? null;
}
