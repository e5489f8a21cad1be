// Attributes that contradict each other, or say nothing on this kind of block.
import type { StepRisk } from '../model/runbook.ts';
import type { AttributeName, AttributeWords, BlockKind, FlagName } from './attribute-table.ts';
import type { Complain } from './complain.ts';

interface Words {
  readonly kind: BlockKind;
  readonly risk: StepRisk;
  readonly words: AttributeWords;
  readonly said: ReadonlySet<string>;
}

export function complainConflicts(step: Words, complain: Complain): void {
  complainRepeatedChange(step, complain);
  const every = step.words.get('every');
  if (every !== undefined && !step.said.has('within') && !step.said.has('stays')) {
    complain(
      'parse/every-without-within',
      every.nameSpan,
      'Unexpected `every` without `within` or `stays`, expected one of them',
      'say how long to repeat, such as `within=30s`',
    );
  }
  const before = step.words.get('before');
  if (before !== undefined && !step.said.has('branch')) {
    complain(
      'parse/attribute-conflict',
      before.nameSpan,
      'Unexpected `before` without `branch`, expected both',
      'say which branch leaves the main path there, such as `branch=no-quorum`',
    );
  }
  if (step.words.has('background')) complainBackground(step, complain);
}

/** What is done again and again must do nothing. */
function complainRepeatedChange({ risk, words }: Words, complain: Complain): void {
  if (risk === 'read-only') return;
  for (const name of ['within', 'stays'] as const) {
    const word = words.get(name);
    // In the background nothing is repeated: there `within` is the time to be ready.
    if (word === undefined || (name === 'within' && words.has('background'))) continue;
    complain(
      'parse/within-on-change',
      word.nameSpan,
      `Unexpected \`${name}\` on a ${risk} step, expected it on a read-only step`,
      'wait in a read-only step of its own, below this one',
    );
  }
}

const notInBackground = ['timeout', 'exit', 'stays', 'every', 'duration'] as const;

function complainBackground({ kind, words }: Words, complain: Complain): void {
  const conflict = (name: AttributeName | FlagName, message: string, hint: string): void => {
    const word = words.get(name);
    if (word !== undefined) complain('parse/attribute-conflict', word.nameSpan, message, hint);
  };
  if (kind === 'console') {
    conflict(
      'background',
      'Unexpected `background` on a transcript, expected it on a `bash` block',
      'a transcript shows commands that end',
    );
    return;
  }
  for (const name of notInBackground) {
    conflict(
      name,
      `Unexpected \`${name}\` on a background step, expected only \`within\``,
      '`within` is the time in which everything expected must hold',
    );
  }
}
