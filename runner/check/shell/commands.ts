// The commands of a shell script, with what surrounds them: pipes, loops, `&`. Nothing is expanded or run.
import { type ShellOperator, type ShellToken, type ShellWord, UnreadableShell } from './token.ts';
import { readTokens } from './words.ts';

export interface ShellLoop {
  readonly kind: 'while' | 'until' | 'for';
  /** Offset of its first word. */
  readonly start: number;
  /** Fed by a pipe or a file. */
  readonly hasInput: boolean;
}

export interface ShellRedirection {
  readonly operator: string;
  /** Offset of the operator. */
  readonly start: number;
  readonly target?: ShellWord;
}

export interface ShellCommand {
  /** The program first. Assignments and redirections are not among them. */
  readonly words: readonly ShellWord[];
  /** `NAME=value` in front, or alone. */
  readonly assignments: readonly ShellWord[];
  readonly redirections: readonly ShellRedirection[];
  readonly isPipedFrom: boolean;
  readonly isPipedTo: boolean;
  /** Followed by `&`, itself or what it is a part of. */
  readonly isBackground: boolean;
  /** The outermost first. */
  readonly loops: readonly ShellLoop[];
  /** Part of what a loop asks before each turn. */
  readonly isCondition: boolean;
}

/** In the order of the source, those of `$(…)` behind the command that they are in. Empty if it cannot be read. */
export function readCommands(source: string): readonly ShellCommand[] {
  try {
    return new Reader(source, 0).commands();
  } catch (error) {
    if (error instanceof UnreadableShell) return [];
    throw error;
  }
}

type Draft = { -readonly [Key in keyof ShellCommand]: ShellCommand[Key] };
interface Frame {
  readonly kind: string;
  readonly loop?: { -readonly [Key in keyof ShellLoop]: ShellLoop[Key] };
  /** Index of the first command inside. */
  readonly from: number;
  isCondition: boolean;
  /** Inside `case`: the next words are a pattern. */
  isPattern: boolean;
}

const openers = new Set(['while', 'until', 'for', 'select', 'if', 'case', '{']);
const closers = new Set(['done', 'fi', 'esac', '}']);
const between = new Set(['then', 'else', 'elif', '!', 'time', 'do']);

class Reader {
  readonly #tokens: readonly ShellToken[];
  readonly #offset: number;
  readonly #found: Draft[] = [];
  /** Commands inside words of the command that is being read. */
  readonly #pending: Draft[] = [];
  readonly #frames: Frame[] = [];
  #draft: Draft = this.#empty();
  #closed: Frame | undefined;
  #isPipedFrom = false;
  #head: 'for' | 'case' | undefined;

  constructor(source: string, offset: number) {
    this.#tokens = readTokens(source);
    this.#offset = offset;
  }

  commands(): readonly ShellCommand[] {
    for (let index = 0; index < this.#tokens.length; index++) {
      const token = this.#tokens[index];
      if (token === undefined) break;
      if (token.kind === 'word') this.#word(token);
      else if (/[<>]/.test(token.text)) index += this.#redirection(token, this.#tokens[index + 1]);
      else this.#operator(token);
    }
    this.#end();
    if (this.#frames.length > 0) throw new UnreadableShell();
    return this.#found;
  }

  #empty(): Draft {
    return {
      words: [],
      assignments: [],
      redirections: [],
      isPipedFrom: false,
      isPipedTo: false,
      isBackground: false,
      loops: [],
      isCondition: false,
    };
  }

  #word(word: ShellWord): void {
    if (this.#head !== undefined) {
      this.#inHead(word);
      return;
    }
    if (this.#frames.at(-1)?.isPattern && word.text !== 'esac') return;
    const isFirst = this.#draft.words.length === 0;
    const isPlain = isFirst && !word.isQuoted && this.#draft.assignments.length === 0;
    if (isPlain && openers.has(word.text)) {
      this.#open(word);
      return;
    }
    if (isPlain && closers.has(word.text)) {
      this.#close();
      return;
    }
    if (isPlain && between.has(word.text)) {
      const top = this.#frames.at(-1);
      if (word.text === 'do' && top !== undefined) top.isCondition = false;
      return;
    }
    this.#closed = undefined;
    if (isFirst && /^\w+(?:\[[^\]]*\])?\+?=/.test(word.text))
      this.#draft.assignments = [...this.#draft.assignments, this.#moved(word)];
    else this.#draft.words = [...this.#draft.words, this.#moved(word)];
    this.#inside(word);
  }

  /** The words of `for X in …` and `case X in` are no command. */
  #inHead(word: ShellWord): void {
    this.#inside(word);
    const top = this.#frames.at(-1);
    if (this.#head === 'for' && word.text === 'do') this.#head = undefined;
    if (this.#head !== 'case' || word.text !== 'in' || top === undefined) return;
    this.#head = undefined;
    top.isPattern = true;
  }

  #open(word: ShellWord): void {
    const kind = word.text === 'select' ? 'for' : word.text;
    const isLoop = kind === 'while' || kind === 'until' || kind === 'for';
    this.#frames.push({
      kind,
      from: this.#found.length,
      isCondition: kind === 'while' || kind === 'until',
      isPattern: false,
      ...(isLoop && {
        loop: { kind, start: this.#offset + word.start, hasInput: this.#isPipedFrom },
      }),
    });
    this.#isPipedFrom = false;
    if (kind === 'for' || kind === 'case') this.#head = kind;
  }

  #close(): void {
    this.#closed = this.#frames.pop();
    if (this.#closed === undefined) throw new UnreadableShell();
  }

  #redirection({ text, start }: ShellOperator, target: ShellToken | undefined): number {
    const word = target?.kind === 'word' ? target : undefined;
    if (word !== undefined) this.#inside(word);
    if (this.#closed?.loop !== undefined && text.includes('<')) this.#closed.loop.hasInput = true;
    if (this.#closed === undefined) {
      const added = {
        operator: text,
        start: this.#offset + start,
        ...(word && { target: this.#moved(word) }),
      };
      this.#draft.redirections = [...this.#draft.redirections, added];
    }
    return word === undefined ? 0 : 1;
  }

  #operator({ text }: ShellOperator): void {
    const top = this.#frames.at(-1);
    if (top?.isPattern && (text === ')' || text === '(' || text === '|')) {
      if (text === ')') top.isPattern = false;
      return;
    }
    if (this.#head === 'for' && (text === ';' || text === '\n')) this.#head = undefined;
    if (text === '(') {
      this.#parenthesis();
      return;
    }
    const isPipe = text === '|' || text === '|&';
    if (isPipe) this.#draft.isPipedTo = true;
    if (text === '&') this.#background();
    const { words, assignments } = this.#draft;
    const isEmpty = words.length + assignments.length === 0 && this.#closed === undefined;
    this.#end();
    if (text === ')') this.#close();
    else this.#closed = undefined;
    // A pipe may go on in the next line.
    this.#isPipedFrom = isPipe || (this.#isPipedFrom && text === '\n' && isEmpty);
    if (text.startsWith(';;') && top !== undefined) top.isPattern = true;
  }

  /** A group of its own, or the two behind the name of a function. */
  #parenthesis(): void {
    this.#draft = this.#empty();
    this.#frames.push({
      kind: '(',
      from: this.#found.length,
      isCondition: false,
      isPattern: false,
    });
    this.#isPipedFrom = false;
  }

  #background(): void {
    this.#draft.isBackground = true;
    const from = this.#closed?.from ?? this.#found.length;
    for (const command of this.#found.slice(from)) command.isBackground = true;
  }

  #end(): void {
    const draft = this.#draft;
    this.#draft = this.#empty();
    if (draft.words.length === 0 && draft.assignments.length === 0) return;
    draft.isPipedFrom = this.#isPipedFrom;
    this.#surround(draft);
    this.#found.push(draft);
    this.#found.push(...this.#pending.splice(0));
  }

  #inside(word: ShellWord): void {
    for (const { source, start } of word.substitutions) {
      for (const command of new Reader(source, this.#offset + start).commands()) {
        const inner = { ...command };
        this.#surround(inner);
        this.#pending.push(inner);
      }
    }
  }

  #surround(command: Draft): void {
    const around = this.#frames.flatMap(({ loop }) => (loop === undefined ? [] : [loop]));
    command.loops = [...around, ...command.loops];
    command.isCondition ||= this.#frames.some(({ isCondition }) => isCondition);
  }

  #moved(word: ShellWord): ShellWord {
    return { ...word, start: word.start + this.#offset, end: word.end + this.#offset };
  }
}
