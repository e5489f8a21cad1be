// Which program a command runs, and with which options, behind `sudo`, `timeout` and their like.
import type { ShellCommand } from './commands.ts';
import type { ShellWord } from './token.ts';

export interface Program {
  /** Without its folder. */
  readonly name: string;
  /** Its own word, for messages. */
  readonly word: ShellWord;
  readonly args: readonly ShellWord[];
  /** Something in front of it ends it after a time. */
  readonly isBounded: boolean;
}

/** Programs that run another one, and the letters of their options that take a value. */
const wrappers: Readonly<Record<string, string>> = {
  sudo: 'CDghpRrTtUu',
  env: 'CSu',
  nohup: '',
  time: 'fo',
  nice: 'n',
  stdbuf: 'ioe',
  exec: 'a',
  command: '',
  builtin: '',
  timeout: 'ks',
};

/** Undefined for a command without a program, and for one whose name only a run could tell. */
export function programOf({ words }: ShellCommand): Program | undefined {
  let rest = words;
  let isBounded = false;
  for (;;) {
    const [word, ...args] = rest;
    if (word === undefined || word.variables.length > 0 || word.substitutions.length > 0)
      return undefined;
    const name = word.text.replace(/^.*\//, '');
    const letters = wrappers[name];
    if (letters === undefined) return { name, word, args, isBounded };
    if (name === 'timeout') isBounded = true;
    const { operands } = readOptions(args, letters, { stop: true });
    // `timeout 5s curl …`, `env A=b curl …`
    const skipped = name === 'timeout' ? 1 : operands.findIndex(({ text }) => !/^\w+=/.test(text));
    rest = skipped < 0 ? [] : operands.slice(skipped);
  }
}

export interface Options {
  /** `-x` or `--long`, without values. */
  readonly names: ReadonlySet<string>;
  readonly operands: readonly ShellWord[];
  /** Some option may come from a variable: what is not here may be there. */
  readonly isOpen: boolean;
}

interface ReadOptions {
  /** Long options whose value is the next word, where it does not stand behind `=`. */
  readonly long?: readonly string[];
  /** Options end at the first operand, as for programs that run another one. */
  readonly stop?: boolean;
}

/** `letters` are the short options that take a value. */
export function readOptions(
  args: readonly ShellWord[],
  letters: string,
  { long = [], stop = false }: ReadOptions = {},
): Options {
  const names = new Set<string>();
  const operands: ShellWord[] = [];
  let isOpen = false;
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    if (word === undefined) break;
    const { text } = word;
    if (mayHoldOptions(word)) isOpen = true;
    const isOption = /^-./.test(text) && text !== '--';
    if (text === '--' || (!isOption && stop)) {
      operands.push(...args.slice(text === '--' ? index + 1 : index));
      break;
    }
    if (!isOption) {
      operands.push(word);
      continue;
    }
    const [name = text] = text.split('=');
    if (text.startsWith('--')) {
      names.add(name);
      if (name === text && long.includes(name)) index++;
      continue;
    }
    for (const [at, letter] of [...text.slice(1)].entries()) {
      names.add(`-${letter}`);
      if (!letters.includes(letter)) continue;
      if (at === text.length - 2) index++;
      break;
    }
  }
  return { names, operands, isOpen };
}

/** `$OPTIONS` or `"${OPTIONS[@]}"`: one word here, any number of words in a run. */
function mayHoldOptions({ text, variables }: ShellWord): boolean {
  return /\[@\]/.test(text) || variables.some(({ isQuoted }) => !isQuoted);
}
