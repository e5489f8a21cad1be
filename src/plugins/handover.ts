// What the Markdown plugin tells the code renderer about a fence. It travels as one quoted word of the fence's info
// string, base64url, because the renderer reads braces, quotes and slashes there as commands of its own.

/** A fence that belongs to a step. */
export type StepFence =
  /** The commands, byte for byte as they run: the renderer trims line ends, the copy button must not. */
  | { readonly kind: 'command'; readonly stepId: string; readonly code: string }
  /** Commands with their output; `code` is the commands alone. */
  | {
      readonly kind: 'transcript';
      readonly stepId: string;
      readonly code: string;
      readonly captures: readonly string[];
    }
  | {
      readonly kind: 'expectation';
      readonly stepId: string;
      readonly caption: string;
      /** Shell variables that a person must set from this output, because later commands use them. */
      readonly captures: readonly string[];
    };

const word = 'runbook-step';

/** The info string that replaces the author's: no attribute of a step can then meet a word of the renderer. */
export function toFenceMeta(fence: StepFence): string {
  // A command must be readable as a whole before it is run, on a phone too; columns of an output must stay columns.
  const look = fence.kind === 'command' ? 'frame="none" wrap hangingIndent=4' : 'frame="none"';
  return `${look} ${word}="${Buffer.from(JSON.stringify(fence)).toString('base64url')}"`;
}

/** Reads it back; `undefined` for a fence that belongs to no step. */
export function fromFenceMeta(read: (word: string) => string | undefined): StepFence | undefined {
  const value = read(word);
  return value === undefined
    ? undefined
    : (JSON.parse(Buffer.from(value, 'base64url').toString()) as StepFence);
}
