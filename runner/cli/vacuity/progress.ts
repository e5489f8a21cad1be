// The last line of a terminal while pages run: which step of how many, erased before anything else is printed.
import { cutToWidth } from '../../guide/text-width.ts';
import type { RunEvent } from '../../model/event.ts';
import { safeLine } from '../../report/safe-lines.ts';
import type { Io } from '../io.ts';

const erase = '\r\u001b[2K';

export class Progress {
  readonly #output: Io['stdout'];
  readonly #isLive: boolean;
  #steps = 0;
  #finished = 0;
  #isShown = false;

  constructor({ stdout, env }: Io) {
    this.#output = stdout;
    this.#isLive = stdout.isTerminal && env['TERM'] !== 'dumb' && !env['CI'];
  }

  async on(event: RunEvent): Promise<void> {
    if (event.kind === 'run-started') this.#steps = event.steps;
    if (event.kind === 'step-finished') this.#finished += 1;
    if (event.kind === 'step-started')
      await this.show(
        `${this.#finished + 1}/${this.#steps} ${event.step.title} › ${event.step.id}`,
      );
  }

  async show(text: string): Promise<void> {
    if (!this.#isLive) return;
    const room = Math.max(this.#output.columns - 5, 10);
    const [short = ''] = cutToWidth(safeLine(text).replaceAll('\t', ' '), room);
    const shown = `${this.#isShown ? erase : ''}  … ${short}`;
    this.#isShown = true;
    await this.#output.write(shown);
  }

  /** Whole lines, in the place of what was shown. */
  async print(lines: string): Promise<void> {
    const before = this.#isShown ? erase : '';
    this.#isShown = false;
    await this.#output.write(before + lines);
  }
}
