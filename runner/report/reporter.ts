// A reporter turns what happens during a run into text, as it happens. It writes nowhere itself.
import type { RunEvent } from '../model/event.ts';

export interface ReportOptions {
  /** Escape sequences for colours are understood. */
  readonly color: boolean;
  /** The text goes to a terminal, so the last line may be overwritten: shows the step that is running. */
  readonly live: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
}

export type Reporter = (
  events: AsyncIterable<RunEvent>,
  options: ReportOptions,
) => AsyncIterable<string>;
