// The steps of a run that went into the background: whether they are still alive when the page ends, and their end.
import { type BackgroundFailure, findFailure } from './execute/background.ts';
import { type BackgroundJob, backgroundMark } from './execute/background-shell.ts';
import { endProcesses, graceDefaultMs } from './execute/process-group.ts';
import { findByEnvironment } from './execute/process-table.ts';
import type { Session } from './execute/session.ts';
import type { PlannedPhase } from './model/plan.ts';

export interface RunningJob extends BackgroundJob {
  readonly phase: PlannedPhase;
  readonly session: Session;
}

export class BackgroundJobs {
  #jobs: readonly RunningJob[] = [];

  add(job: BackgroundJob, phase: PlannedPhase, session: Session): void {
    this.#jobs = [...this.#jobs, { ...job, phase, session }];
  }

  /** Those that ended badly while others still counted on them. */
  async findFailures(): Promise<readonly (RunningJob & BackgroundFailure)[]> {
    const failures: (RunningJob & BackgroundFailure)[] = [];
    for (const job of this.#jobs) {
      const failure = await findFailure(job, job.session);
      if (failure !== undefined) failures.push({ ...job, ...failure });
    }
    return failures;
  }

  /** Their shell has been closed, and with it its process group. What left the group is found by its mark (Linux). */
  async endOf(session: Session): Promise<void> {
    const own = this.#jobs.filter((job) => job.session === session);
    this.#jobs = this.#jobs.filter((job) => job.session !== session);
    const pids = own.flatMap(({ id }) => findByEnvironment(backgroundMark, id));
    if (pids.length > 0) await endProcesses(pids, graceDefaultMs);
  }
}
