// What the steps know: parameters, captures, and what the operator set. Kept to be shown, journalled and handed to the shell.
import type { VariableSet } from '../../guide/journal-entry.ts';
import type { Masker } from '../../mask/masker.ts';
import { refuseValue, shortestSecret } from '../../model/parameter-value.ts';
import type { Plan } from '../../model/plan.ts';
import type { JournalWriter } from './journal-file.ts';

export class Variables {
  readonly #plan: Plan;
  readonly #journal: JournalWriter;
  readonly #masker: Masker;
  readonly #values = new Map<string, string>();
  #pending: Record<string, string> = {};

  /** `masker` learns every secret. */
  constructor(plan: Plan, journal: JournalWriter, masker: Masker) {
    this.#plan = plan;
    this.#journal = journal;
    this.#masker = masker;
  }

  isSecret(name: string): boolean {
    return this.#plan.secrets.includes(name);
  }

  /** The shells have it already, and the journal does not. */
  note(name: string, value: string, source: VariableSet['source']): void {
    const isNew = this.#values.get(name) !== value;
    this.restore({ [name]: value });
    if (!isNew) return;
    const shown = this.isSecret(name) ? {} : { value: this.#masker.mask(value) };
    this.#journal.write({ kind: 'variable', name, ...shown, source });
  }

  /** The shells and the journal have them already. */
  restore(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) {
      this.#values.set(name, value);
      if (this.isSecret(name)) this.#masker.add(name, value);
    }
  }

  /** The next step gets it, and all that follow. */
  set(name: string, value: string): void {
    this.note(name, value, 'operator');
    this.#pending[name] = value;
  }

  /** One sentence why the value does not fit; undefined if it does. */
  refuse(name: string, value: string): string | undefined {
    const parameter = this.#plan.runbook.runbook?.parameters.find((known) => known.name === name);
    if (parameter !== undefined) return refuseValue(parameter, value);
    if (!this.isSecret(name) || value.length >= shortestSecret) return undefined;
    return `Unexpected length of the secret \`${name}\`, expected at least ${shortestSecret} characters`;
  }

  /** What the shells do not have yet; they will now. */
  takePending(): Readonly<Record<string, string>> {
    const pending = this.#pending;
    this.#pending = {};
    return pending;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** `NAME=value` each, in the order in which they were first known. */
  describe(): readonly string[] {
    return [...this.#values].map(([name, value]) => `${name}=${this.shown(name, value)}`);
  }

  shown(name: string, value: string): string {
    return this.isSecret(name) ? `[secret ${name}]` : this.#masker.mask(value);
  }
}
