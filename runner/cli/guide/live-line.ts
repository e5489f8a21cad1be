// The last line of the screen while a step runs: how long already, and what its last attempt was short of.
import { textWidth } from '../../guide/text-width.ts';
import { formatTime } from '../../report/format-time.ts';
import { safeLine } from '../../report/safe-lines.ts';
import type { Terminal } from './terminal.ts';

const refreshMs = 1000;
/** Back to the margin, and nothing to the right of it. */
const erase = '\r\u001b[2K';

export class LiveLine {
  readonly #terminal: Terminal;
  readonly #dim: (text: string) => string;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  #note = '';

  /** `isLive` false: the terminal cannot take a line back, so it is written once. */
  constructor(terminal: Terminal, options: { isLive: boolean; dim: (text: string) => string }) {
    this.#terminal = terminal;
    this.#dim = options.dim;
    this.#timer = setInterval(() => this.#show(), refreshMs);
    if (options.isLive) this.#show();
    else clearInterval(this.#timer);
  }

  /** Of the attempt that has just ended. */
  note(text: string): void {
    this.#note = safeLine(text);
    if (this.#timer.hasRef()) this.#show();
  }

  end(): void {
    clearInterval(this.#timer);
    void this.#terminal.print(erase);
  }

  #show(): void {
    const time = formatTime(Math.floor((performance.now() - this.#startedAt) / 1000) * 1000);
    const note = this.#note === '' ? '' : `, ${this.#note}`;
    const room = Math.max(20, this.#terminal.columns - 1);
    const text = `  … running, ${time}, Ctrl-C stops it${note}`;
    const shown = textWidth(text) > room ? `${text.slice(0, room - 1)}…` : text;
    void this.#terminal.print(`${erase}${this.#dim(shown)}`);
  }
}
