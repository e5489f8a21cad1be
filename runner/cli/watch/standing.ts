// How all watched runbooks stand, over the rounds: in one line.
import type { RunReport } from '../../model/report.ts';
import { type Outcome, worstOutcome } from '../../model/verdict.ts';
import { count } from '../../report/format-time.ts';

/** `wrong`: the page has errors and was not run. */
type Standing = Outcome | 'wrong';

const words: Readonly<Record<Standing, string>> = {
  fail: 'failed',
  error: 'could not be judged',
  wrong: 'with errors in the page',
  skip: 'skipped',
  pass: 'passed',
};

export class Standings {
  #runbooks: ReadonlySet<string> = new Set();
  readonly #of = new Map<string, Standing>();

  /** Those that there are now; others are forgotten. */
  are(runbooks: readonly string[]): void {
    this.#runbooks = new Set(runbooks);
    for (const file of this.#of.keys()) if (!this.#runbooks.has(file)) this.#of.delete(file);
  }

  wrong(files: readonly string[]): void {
    for (const file of files) this.#of.set(file, 'wrong');
  }

  /** Of a page with branches the worst counts. */
  ran({ runbooks }: RunReport): void {
    for (const { file } of runbooks) {
      const own = runbooks.filter((each) => each.file === file);
      this.#of.set(file, worstOutcome(own.map(({ outcome }) => outcome)));
    }
  }

  /** `watching 3 runbooks: 1 failed, 2 passed; Ctrl-C ends`. */
  line(): string {
    const standings = [...this.#of.values()];
    const counts = (Object.keys(words) as Standing[]).flatMap((kind) => {
      const many = standings.filter((each) => each === kind).length;
      return many === 0 ? [] : [`${many} ${words[kind]}`];
    });
    const told = counts.length === 0 ? '' : `: ${counts.join(', ')}`;
    return `watching ${count(this.#runbooks.size, 'runbook')}${told}; Ctrl-C ends`;
  }
}
