// What an update tells its author besides the change: what it did not decide, and what may not last.
import type { Observation } from '../model/observation.ts';
import type { Step } from '../model/runbook.ts';
import { maskText, unnamedSecrets } from './secret-marks.ts';
import type { FindSecrets, UpdateTools } from './tools.ts';
import { findVolatile } from './volatile.ts';

/** Something that a program must not decide: it would make the page say less. */
export interface Decision {
  /** Of the page as it was. */
  readonly line: number;
  readonly step: string;
  readonly reason: string;
}

export interface UpdateHint {
  readonly line: number;
  readonly step: string;
  readonly message: string;
}

export class Notes {
  readonly #decisions = new Map<string, Decision>();
  readonly #hints = new Map<string, UpdateHint>();

  get decisions(): readonly Decision[] {
    return [...this.#decisions.values()].toSorted((a, b) => a.line - b.line);
  }

  get hints(): readonly UpdateHint[] {
    return [...this.#hints.values()].toSorted((a, b) => a.line - b.line);
  }

  /** Reasons quote the output, so they are told only where every secret in it is known. */
  decide(
    step: Step,
    place: { readonly line: number; readonly reason: string },
    findSecrets: FindSecrets,
  ): void {
    const isSafe = step.expectations.every(
      (expectation) => unnamedSecrets(expectation).length === 0,
    );
    const reason = isSafe ? maskText(place.reason, findSecrets) : withheld;
    this.#decisions.set(`${place.line} ${reason}`, { line: place.line, step: step.id, reason });
  }

  /** `written`: what now stands on the page, below or in `line`. */
  hint(
    {
      step,
      observation,
      previous,
    }: { readonly step: Step; readonly observation: Observation; readonly previous?: Observation },
    { line, written }: { readonly line: number; readonly written: readonly string[] },
    { outputLines }: Pick<UpdateTools, 'outputLines'>,
  ): void {
    const say = (message: string): void => {
      this.#hints.set(`${line} ${message}`, { line, step: step.id, message });
    };
    for (const { value, mark } of findVolatile(written)) {
      say(`\`${value}\` may be another one next time; \`${mark}\` would take any`);
    }
    if (previous === undefined) return;
    const earlier = new Set(outputLines(previous.stdout));
    const lines = new Set(outputLines(observation.stdout).filter((text) => !earlier.has(text)));
    // Only what is on the page now, so that nothing is told that was not to be written.
    const varying = written.find((text) => lines.has(text));
    if (varying !== undefined) say(`\`${varying.trim()}\` was not there in the attempt before`);
  }
}

const withheld = 'The output does not hold, and is not shown because it may hold a secret';
