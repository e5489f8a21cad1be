import type { ValueType } from './expectation.ts';

/** A value that a page needs and does not know: set as a shell variable for all its steps. */
export interface Parameter {
  /** The shell variable: upper-case letters, digits, `_`. */
  readonly name: string;
  /** What the value must look like; `secret` is masked everywhere. Default `string`. */
  readonly type: ValueType;
  /** One sentence for the person who has to know the value. */
  readonly description: string;
  /** An ECMAScript expression (flag `u`) that the whole value must match. Default: none. */
  readonly pattern?: string;
  /** The only values that are accepted. Default: none, any. */
  readonly choices?: readonly string[];
  /** Shown to readers; never used for a run. */
  readonly example: string;
  /** Used where nothing else gives a value. Default: none, the run is refused without one. */
  readonly default?: string;
  /** Name of the alert label that carries the value. Default: none. */
  readonly label?: string;
}
