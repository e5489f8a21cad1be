// What may stand at the cursor, read from the grammar of the command line itself.
import type { Argument, Command, Option } from 'commander';
import type { Completion, CompletionSources, FileKind, Typed } from './completion.ts';

/** `words` without the program's name; the last is the one at the cursor, possibly empty. */
export async function complete(
  program: Command,
  words: readonly string[],
  sources: CompletionSources,
): Promise<Completion> {
  const current = words.at(-1) ?? '';
  const { typed, pending, onlyOperands } = read(program, words.slice(0, -1));
  const found = await candidatesFor(current, { typed, pending, onlyOperands }, sources);
  const seen = new Set<string>();
  const candidates = found.candidates.filter(({ value }) => {
    const isNew = value.startsWith(current) && !seen.has(value);
    seen.add(value);
    return isNew;
  });
  return { ...found, candidates };
}

interface State {
  readonly typed: Typed;
  /** The word before the cursor is this option, which wants a value. */
  readonly pending: Option | undefined;
  /** After `--`. */
  readonly onlyOperands: boolean;
}

function read(program: Command, words: readonly string[]): State {
  let command = program;
  let pending: Option | undefined;
  let onlyOperands = false;
  const operands: string[] = [];
  const values = new Map<string, string>();
  for (const word of words) {
    if (pending !== undefined) {
      values.set(pending.long ?? '', word);
      pending = undefined;
    } else if (!onlyOperands && word === '--') {
      onlyOperands = true;
    } else if (!onlyOperands && word.startsWith('-')) {
      const [name = '', ...rest] = word.split('=');
      const option = findOption(command, name);
      if (rest.length > 0) values.set(name, rest.join('='));
      else if (option !== undefined && takesValue(option)) pending = option;
    } else if (command === program) {
      const named = program.commands.find((each) => each.name() === word);
      if (named === undefined) operands.push(word);
      else command = named;
    } else {
      operands.push(word);
    }
  }
  return { typed: { command, operands, values }, pending, onlyOperands };
}

async function candidatesFor(
  current: string,
  { typed, pending, onlyOperands }: State,
  sources: CompletionSources,
): Promise<Completion> {
  if (pending !== undefined) return await valuesOf(pending, current, typed, sources);
  const { command } = typed;
  if (!onlyOperands && current.startsWith('-')) {
    const [name = '', ...rest] = current.split('=');
    const option = findOption(command, name);
    if (rest.length === 0 || option === undefined) return flagsOf(command);
    const { kind, candidates } = await valuesOf(option, rest.join('='), typed, sources);
    const whole = candidates.map((each) => ({ ...each, value: `${name}=${each.value}` }));
    return { kind, candidates: whole };
  }
  if (command.parent === null) {
    // Below a command that there is not, nobody knows what may stand.
    return typed.operands.length === 0 ? commandsOf(command) : choices([]);
  }
  return operandsOf(command.registeredArguments, current, typed, sources);
}

function commandsOf(program: Command): Completion {
  const candidates = program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({ value: command.name(), about: command.description() }));
  return { kind: 'words', candidates };
}

function flagsOf(command: Command): Completion {
  const help = command.createHelp();
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  const candidates = options.flatMap(({ long, description }) =>
    long === undefined || long === null ? [] : [{ value: long, about: description }],
  );
  return { kind: 'words', candidates };
}

/** By the name of the argument; all others are pages. */
const operandKinds: Readonly<Record<string, FileKind>> = { report: 'json', folder: 'folder' };

function operandsOf(
  all: readonly Argument[],
  current: string,
  { operands }: Typed,
  sources: CompletionSources,
): Completion {
  const last = all.at(-1);
  const argument = all[operands.length] ?? (last?.variadic ? last : undefined);
  if (argument === undefined) return { kind: 'words', candidates: [] };
  if (argument.argChoices !== undefined) return choices(argument.argChoices);
  return ofFiles(operandKinds[argument.name()] ?? 'markdown', current, sources);
}

async function valuesOf(
  option: Option,
  current: string,
  typed: Typed,
  sources: CompletionSources,
): Promise<Completion> {
  if (option.argChoices !== undefined) return choices(option.argChoices);
  const placeholder = /<([^>]+)>/.exec(option.flags)?.[1];
  if (placeholder === 'file') {
    const isCode = option.long === '--config';
    return ofFiles(isCode ? 'any' : 'json', current, sources);
  }
  const words = await sources.valuesOf(option.long ?? '', current, typed);
  if (words.some(({ isPath }) => isPath)) return { kind: 'files', candidates: words };
  return { kind: 'words', candidates: words };
}

function ofFiles(kind: FileKind, current: string, sources: CompletionSources): Completion {
  return { kind: 'files', candidates: sources.files(kind, current) };
}

function choices(all: readonly string[]): Completion {
  return { kind: 'words', candidates: all.map((value) => ({ value })) };
}

function findOption(command: Command, name: string): Option | undefined {
  const all = [...command.options, ...(command.parent?.options ?? [])];
  return all.find(({ long, short }) => long === name || short === name);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}
