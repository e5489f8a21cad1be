// The shells of one run: one for each phase, and another when a step has ended its own.
import type { BackgroundJobs } from './background-jobs.ts';
import type { RunFolder } from './execute/run-folder.ts';
import type { Session } from './execute/session.ts';
import { isTeardown, type Plan, type PlannedPhase } from './model/plan.ts';
import { openSession, placeOf } from './open-session.ts';
import type { RunbookContext } from './run-context.ts';
import type { RunValues } from './run-values.ts';

export type SessionsOf = {
  readonly plan: Plan;
  readonly context: Pick<RunbookContext, 'env' | 'signal'>;
  readonly folder: RunFolder;
  readonly values: RunValues;
  readonly jobs: BackgroundJobs;
};

export class RunSessions {
  /** Version of the first bash that ran on this host; empty if none has. */
  bash = '';
  readonly #run: SessionsOf;
  readonly #open = new Set<Session>();
  #count = 0;

  constructor(run: SessionsOf) {
    this.#run = run;
  }

  /** A string is the reason why there is no shell for this phase. */
  async open(phase: PlannedPhase): Promise<Session | string> {
    const { plan, context, folder, values } = this.#run;
    const place = placeOf(plan, phase, values.fixture);
    if (typeof place === 'string') return place;
    this.#count += 1;
    const session = await openSession(place, {
      env: context.env,
      runId: folder.runId,
      folder: folder.path,
      number: this.#count,
      signal: isTeardown(phase) ? undefined : context.signal,
    });
    session.export(values.of(phase));
    this.#open.add(session);
    // The way up is no step's time. Why there is none, the first step will say.
    await session.start();
    if (place.prefix.length === 0) this.bash ||= session.version;
    return session;
  }

  async renewIfLost(phase: PlannedPhase, session: Session | string): Promise<Session | string> {
    if (typeof session === 'string' || !session.isLost) return session;
    await this.close(session);
    return await this.open(phase);
  }

  /** With what its steps have left running in the background. */
  async close(session: Session): Promise<void> {
    this.#open.delete(session);
    await session.close();
    await this.#run.jobs.endOf(session);
  }

  /** Ends every shell that is still open. */
  async closeAll(): Promise<void> {
    for (const session of this.#open) await this.close(session);
  }
}
