/** A page is wrong about its time if it is off by more than this factor, either way. */
export const estimateFactor = 3;

/** The time that a page asks its reader to plan for, beside what it came to. In milliseconds. */
export interface Estimate {
  /** `duration:` of the front matter. */
  readonly statedMs: number;
  /** What the commands of the page's own steps took in this run, without those of its fixture. */
  readonly measuredMs: number;
  /** The same with two minutes to read the page and one a step: what a person who follows it needs. */
  readonly neededMs: number;
  /** Present: stated and needed differ by more than three times. */
  readonly off?: 'too-short' | 'too-long';
}
