// A reporter turns what happens during a run into text, as it happens. It writes nowhere itself.
import type { RunEvent } from '../model/event.ts';

export interface ReportOptions {
  /** Escape sequences for colours are understood. */
  readonly color: boolean;
  /** The text goes to a terminal, so the last line may be overwritten: shows the step that is running. */
  readonly live: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
  /** A word that no step can know: `github` puts it around what steps print, so that they cannot give orders. */
  readonly token: string;
  /** Folder that the paths of pages start from, as seen from the repository's root; empty: the root itself. */
  readonly folder: string;
}

export type Reporter = (
  events: AsyncIterable<RunEvent>,
  options: ReportOptions,
) => AsyncIterable<string>;
