// What a run needs of the shell that its steps run in, wherever that is.
import type { Observation } from '../model/observation.ts';
import type { Attempt } from './shell-session.ts';

export interface Session {
  /** Resolves when the shell is up, or to the reason why it is not. */
  start(): Promise<string | undefined>;
  /** Of its bash; empty until it is up. */
  readonly version: string;
  /** A word of bash for a folder that the shell can write to; it goes away with the session. */
  readonly scratch: string;
  /** The same folder for the runner; undefined where it cannot see it. */
  readonly scratchFolder: string | undefined;
  /** No step can run in it any more. */
  readonly isLost: boolean;
  /** Exported to the steps from the next one on. */
  export(variables: Readonly<Record<string, string>>): void;
  /** Runs one attempt to its end, however it ends. Never rejects for what the commands do. */
  run(attempt: Attempt): Promise<Observation>;
  /** Ends the shell and everything that still runs in its process group. */
  close(): Promise<void>;
}
