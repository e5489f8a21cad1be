// What has to be known before the first step: values that nobody gave, and secrets that no journal holds.
import { UserError } from '../../errors.ts';
import type { Look } from '../../guide/screens.ts';
import type { Parameter } from '../../model/parameter.ts';
import { refuseValue, shortestSecret } from '../../model/parameter-value.ts';
import type { Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

/** Thrown at a question before the first step: the person wants to leave, and nothing has run. */
export class LeftAtStart extends Error {}

export interface Asking {
  readonly terminal: Terminal;
  readonly look: Look;
}

/** Asks until the value fits. */
export async function askForParameter(
  parameter: Parameter,
  { terminal, look }: Asking,
): Promise<string> {
  const { name, description, example, choices, type } = parameter;
  const among = choices === undefined ? `such as \`${example}\`` : `one of ${choices.join(', ')}`;
  const text = `${name}: ${description} (${among})`;
  await terminal.print(`${wrapped(text, look)}\n`);
  return await askUntilFits(`${name} › `, type === 'secret', { terminal, look }, (value) =>
    refuseValue(parameter, value),
  );
}

/** A secret that was known before, but is in no journal. */
export async function askForSecret(name: string, asking: Asking): Promise<string> {
  return await askUntilFits(`${name}, a secret, once more › `, true, asking, (value) =>
    value.length >= shortestSecret
      ? undefined
      : `Unexpected length, expected at least ${shortestSecret} characters`,
  );
}

async function askUntilFits(
  prompt: string,
  hidden: boolean,
  { terminal, look }: Asking,
  refuse: (value: string) => string | undefined,
): Promise<string> {
  for (;;) {
    const value = await askOrLeave(prompt, terminal, hidden);
    const refusal = refuse(value);
    if (refusal === undefined) return value;
    await terminal.print(`${wrapped(`${refusal}.`, look)}\n`);
  }
}

/** True for `y`. Asks until there is a `y` or a `n`. */
export async function askYesOrNo(question: string, { terminal, look }: Asking): Promise<boolean> {
  await terminal.print(`${wrapped(question, look)}\n`);
  for (;;) {
    const answer = await askOrLeave('y or n › ', terminal);
    if (answer === 'y' || answer === 'n') return answer === 'y';
  }
}

/** The name of a target whose policy wants a confirmation. */
export async function confirmTarget(name: string, { terminal }: Asking): Promise<void> {
  const typed = await askOrLeave(`Type \`${name}\` to begin › `, terminal);
  if (typed === name) return;
  throw new UserError(
    `Unexpected answer \`${typed}\`, expected the name of the target, \`${name}\`; nothing was run`,
  );
}

async function askOrLeave(prompt: string, terminal: Terminal, hidden = false): Promise<string> {
  const answer = await terminal.ask(prompt, { hidden });
  if (answer.kind === 'text') return answer.text;
  throw new LeftAtStart();
}

function wrapped(text: string, { width }: Look): string {
  return wrapText(text, width).join('\n');
}
