// Every question of the guide, and what the answers mean.
import { type Choice, fullOutputLines, promptLines } from '../../guide/screens.ts';
import type { StepReport } from '../../model/report.ts';
import type { Section, Step } from '../../model/runbook.ts';
import { safeLine } from '../../report/safe-lines.ts';
import type { SessionOptions } from './session-options.ts';
import type { Answer } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

export type Gate =
  | { readonly kind: 'run' }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'quit' };

export type AfterFailure =
  | { readonly kind: 'retry' }
  | { readonly kind: 'leave'; readonly reason: string }
  | { readonly kind: 'quit' };

/** Thrown by a question inside a question: the person wants to leave. */
class Leaving extends Error {}

export class Dialogue {
  readonly #options: SessionOptions;
  readonly #skippedSections = new Map<Section, string>();
  /** Of the step that ran last. */
  output: StepReport | undefined;
  /** Steps that did not pass and were left as they are. */
  readonly unproved: string[] = [];

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Why the whole section of this step is skipped; undefined: it is not. */
  sectionReason(step: Step): string | undefined {
    const section = this.#sectionOf(step);
    return section && this.#skippedSections.get(section);
  }

  /** Asks until there is an answer. `isAgain`: the person has asked for another try already. */
  async mayRun(step: Step, isAgain: boolean): Promise<Gate> {
    const { yesReadOnly } = this.#options;
    if (step.risk === 'read-only' && (yesReadOnly || isAgain)) return { kind: 'run' };
    return await this.#untilLeaving({ kind: 'quit' }, () => this.#gate(step));
  }

  async afterFailure(step: Step): Promise<AfterFailure> {
    return await this.#untilLeaving<AfterFailure>({ kind: 'quit' }, async () => {
      const { look, prose } = this.#options;
      const choices: Choice[] = [
        { key: 'r', what: 'retry' },
        { key: 's', what: 'go on' },
        { key: 'v', what: 'variable' },
        { key: 'o', what: 'output' },
        ...(prose(look()).troubleshooting.length > 0
          ? [{ key: 't', what: 'troubleshooting' }]
          : []),
        { key: 'q', what: 'quit' },
      ];
      for (;;) {
        const key = await this.#choose(choices);
        if (key === 'r') return { kind: 'retry' };
        const reason = key === 's' ? await this.#reason() : undefined;
        if (reason === undefined) continue;
        await this.#askForCaptures([step]);
        await this.#say('');
        return { kind: 'leave', reason };
      }
    });
  }

  /** What the page says about it; the general part only where it fits below what was just shown. */
  async tellFailure(step: Step): Promise<void> {
    const { look, prose, terminal } = this.#options;
    const { failureMode, troubleshooting } = prose(look());
    const about = failureMode(step.span.line);
    if (about.length > 0) await this.#say(...about, '');
    if (troubleshooting.length > 0 && troubleshooting.length + about.length < terminal.rows / 2) {
      await this.#say(...troubleshooting, '');
    }
  }

  wrapped(text: string): readonly string[] {
    return wrapText(text, this.#options.terminal.columns);
  }

  /** For somebody who begins in the middle of the page. False: the person leaves. */
  async askForCapturesAbove(startAt: Step): Promise<boolean> {
    const { steps, variables } = this.#options;
    const above = steps.slice(0, steps.indexOf(startAt)).flatMap(({ captures }) => captures);
    return await this.#untilLeaving(false, async () => {
      await this.#askForValues(above.filter((name) => !variables.has(name)));
      return true;
    });
  }

  async #gate(step: Step): Promise<Gate> {
    const rest = this.#restOfSection(step);
    const decision = this.#options.policy(step);
    const isRefused = decision === 'refuse';
    if (isRefused) await this.#tellRefusal(step);
    const isDestructive = step.risk === 'destructive' && !isRefused;
    const run = this.#runChoice(step);
    if (isDestructive)
      await this.#say(`This destroys something. Only \`${run.key}\`, typed out, runs it.`);
    const choices: Choice[] = [
      ...(isRefused ? [] : [run]),
      { key: 's', what: 'skip' },
      ...(rest.length > 1 ? [{ key: 'k', what: 'skip section' }] : []),
      { key: 'v', what: 'variable' },
      ...(this.output === undefined ? [] : [{ key: 'o', what: 'output' }]),
      { key: 'q', what: 'quit' },
    ];
    for (;;) {
      const key = await this.#choose(choices, run.key === 'y' ? { n: 's' } : {});
      if (key === run.key) return { kind: 'run' };
      const reason = await this.#reason();
      if (reason === undefined) continue;
      const skipped = key === 'k' ? rest : [step];
      const section = this.#sectionOf(step);
      if (key === 'k' && section !== undefined) this.#skippedSections.set(section, reason);
      await this.#askForCaptures(skipped);
      await this.#say('');
      return { kind: 'skip', reason };
    }
  }

  #runChoice(step: Step): Choice {
    const { target } = this.#options;
    const where = target === undefined ? '' : ` on ${target}`;
    switch (step.risk) {
      case 'read-only':
        return { key: '', what: `run${where}` };
      case 'mutating':
        return { key: 'y', what: `run${where}` };
      case 'destructive':
        // A step may have the name of another answer.
        return { key: step.id.length === 1 ? `run ${step.id}` : step.id, what: `run${where}` };
    }
  }

  async #tellRefusal(step: Step): Promise<void> {
    const { target } = this.#options;
    const text = `The policy of \`${target}\` refuses ${step.risk} steps. \`--allow ${step.risk}\` lets them be run.`;
    await this.#say(...this.wrapped(text));
  }

  /** Answers the side questions itself; returns one of the others. `others` are further words for them. */
  async #choose(
    choices: readonly Choice[],
    others: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { look } = this.#options;
    for (;;) {
      const typed = await this.#ask(promptLines(choices, look()));
      const key = others[typed] ?? typed;
      if (!choices.some((choice) => choice.key === key)) await this.#tellUnknown(typed, choices);
      else if (key === 'q') throw new Leaving();
      else if (key === 'o') await this.#showOutput();
      else if (key === 'v') await this.#setVariable();
      else if (key === 't') {
        await this.#say(...this.#options.prose(look()).troubleshooting, '');
      } else return key;
    }
  }

  async #tellUnknown(typed: string, choices: readonly Choice[]): Promise<void> {
    const wanted = choices.map(({ key }) => (key === '' ? 'Enter' : `\`${key}\``));
    const list = `${wanted.slice(0, -1).join(', ')} or ${wanted.at(-1)}`;
    const what = typed === '' ? 'empty answer' : `answer \`${safeLine(typed)}\``;
    await this.#say(...this.wrapped(`Unexpected ${what}, expected ${list}; nothing was run.`));
  }

  async #showOutput(): Promise<void> {
    const { stdout = '', stderr = '', id = '' } = this.output ?? {};
    const { colors } = this.#options.look();
    await this.#say(colors.bold(`Output of ${id}`));
    await this.#say(...fullOutputLines(stdout, stderr, this.#options.look()), '');
  }

  /** For the post-mortem. Undefined: none was given, and so nothing is skipped. */
  async #reason(): Promise<string | undefined> {
    const reason = await this.#ask('Why? (Enter alone: back) › ');
    return reason === '' ? undefined : reason;
  }

  async #setVariable(): Promise<void> {
    const { variables } = this.#options;
    const { dim } = this.#options.look().colors;
    await this.#say(...variables.describe().map((text) => dim(`    ${safeLine(text)}`)));
    const typed = await this.#ask('Name (Enter alone: back) › ');
    const [, name, given] = /^([A-Za-z_]\w*)(?:=(.*))?$/.exec(typed) ?? [];
    if (typed === '') return;
    if (name === undefined) {
      await this.#say(
        `Unexpected name \`${safeLine(typed)}\`, expected letters, digits and \`_\`.`,
      );
      return;
    }
    const value = given ?? (await this.#askForValue(name, 'Value'));
    const refusal = variables.refuse(name, value);
    if (refusal !== undefined) await this.#say(...this.wrapped(`${refusal}.`));
    else variables.set(name, value);
  }

  /** What a skipped step would have set, the steps below may need. */
  async #askForCaptures(steps: readonly Step[]): Promise<void> {
    await this.#askForValues(steps.flatMap(({ captures }) => captures));
  }

  async #askForValues(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const words = `${name}, which it would have set (Enter alone: leave it unset)`;
      const value = await this.#askForValue(name, words);
      if (value !== '') this.#options.variables.set(name, value);
    }
  }

  async #askForValue(name: string, words: string): Promise<string> {
    return await this.#ask(`${words} › `, this.#options.variables.isSecret(name));
  }

  async #ask(prompt: string, hidden = false): Promise<string> {
    const answer: Answer = await this.#options.terminal.ask(prompt, { hidden });
    if (answer.kind === 'text') return answer.text;
    throw new Leaving();
  }

  async #untilLeaving<T>(left: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Leaving) return left;
      throw error;
    }
  }

  #sectionOf(step: Step): Section | undefined {
    return this.#options.runbook.sections.find(({ steps }) => steps.includes(step));
  }

  /** This step and those below it that will be asked for. */
  #restOfSection(step: Step): readonly Step[] {
    const { steps } = this.#options;
    const own = this.#sectionOf(step)?.steps ?? [];
    return steps.slice(steps.indexOf(step)).filter((other) => own.includes(other));
  }

  async #say(...lines: readonly string[]): Promise<void> {
    if (lines.length > 0) await this.#options.terminal.print(`${lines.join('\n')}\n`);
  }
}
