/**
 * Asks whoever holds an office (the primary of a space, the coordinator) until it answers or the time is over.
 * Offices move while nodes fail, so a refusal names the next one to ask, and silence means asking around.
 */
import type { Deadline } from '../api/deadline.ts';
import { ApiError } from '../errors.ts';
import type { NodeId } from '../model/ids.ts';
import type { OfficeLine } from './office-line.ts';
import type { Signal } from './signal.ts';

export type Attempt<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** Certainly not done; `primary` is who may know better. */
  | { readonly kind: 'refused'; readonly reason: string; readonly primary: NodeId | null }
  /** Done or not: the asked node did not say. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** What a node says that is asked as the coordinator and is not, or not sure of it. */
export function notCoordinator(primary: NodeId | null): Attempt<never> {
  return { kind: 'refused', reason: 'it is not the coordinator', primary };
}

export type OfficeQuestion<Answer> = {
  /** For messages: `the primary of space \`default\``. */
  readonly office: string;
  /** Those of this node's requests that wait for the same office. */
  readonly line: OfficeLine;
  /** Nodes that may hold it, the likeliest first. Asked anew for each attempt. */
  readonly candidates: () => readonly NodeId[];
  /** Who holds it as far as this node knows. */
  readonly holder: () => NodeId | null;
  readonly ask: (node: NodeId, deadlineMs: number) => Promise<Attempt<Answer>>;
  /** Called before each attempt but the first. */
  readonly onRetry?: () => void;
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
  const { line } = question;
  const search: Search = { attempt: 0, hint: null, mayBeDone: false, reason: nobody };
  // As long as all goes well there is no line, and everybody asks at once.
  if (!line.isFormed) {
    const said = await askOnce(question, deadline, search);
    if (said !== null) return said.answer;
  }
  while (deadline.remainingMs() > marginMs) {
    if (line.isFull) throw toError(question, search, 'too many requests wait for it already');
    const turn = await line.join(deadline, marginMs);
    if (turn === 'over') break;
    let said: Answered<Answer> | null = null;
    try {
      said = await askOnce(question, deadline, search);
      if (said !== null) return said.answer;
      if (turn === 'asker') await pause(search, deadline, changed);
    } finally {
      if (turn === 'asker') line.done(said !== null);
    }
  }
  throw toError(question, search, search.reason);
}

const nobody = 'nobody holds the office';

/** What one request has learnt so far. */
type Search = {
  attempt: number;
  /** Whom the node that was asked last named. */
  hint: NodeId | null;
  /** Some node was asked and did not say what came of it. */
  mayBeDone: boolean;
  reason: string;
};

type Answered<Answer> = Extract<Attempt<Answer>, { kind: 'answered' }>;

/** Null: this attempt came to nothing, and `search` knows why. A first hint is followed at once. */
async function askOnce<Answer>(
  question: OfficeQuestion<Answer>,
  deadline: Deadline,
  search: Search,
): Promise<Answered<Answer> | null> {
  const { attempt, hint } = search;
  const node = chooseTarget(hint ?? question.holder(), question.candidates(), attempt);
  search.attempt += 1;
  search.hint = null;
  const remainingMs = deadline.remainingMs() - marginMs;
  if (node === null || remainingMs <= 0) return null;
  if (attempt > 0) question.onRetry?.();
  const said = await question.ask(node, remainingMs);
  if (said.kind === 'answered') return said;
  search.reason = `\`${node}\` said ${said.reason}`;
  if (said.kind === 'unknown') search.mayBeDone = true;
  else if (said.primary !== node) search.hint = said.primary;
  // A node that names another one has just been there: no pause before the first such hint.
  return search.hint !== null && attempt === 0 ? await askOnce(question, deadline, search) : null;
}

async function pause({ attempt }: Search, deadline: Deadline, changed: Signal): Promise<void> {
  const longest = Math.min(pauseMinMs * 2 ** Math.min(attempt - 1, 10), pauseMaxMs);
  await changed.wait(Math.min(longest, Math.max(deadline.remainingMs() - marginMs, 1)));
}

function toError<Answer>(
  { office, writes }: OfficeQuestion<Answer>,
  { mayBeDone }: Search,
  reason: string,
): ApiError {
  return new ApiError(
    'MEMORY_CLUSTER_UNAVAILABLE',
    `${office} did not answer in time: ${reason}.`,
    {
      retryAfterSeconds: 1,
      ...(writes ? { outcome: mayBeDone ? 'unknown' : 'not_applied' } : {}),
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
