// Takes secrets out of text. Pure: the same secrets and the same text always give the same text.
import { formsOf, type SecretForm, shortestPiece } from './secret-forms.ts';

interface Pattern {
  readonly name: string;
  readonly whole: RegExp;
  /** For texts that were cut: its units one by one. */
  readonly units: readonly RegExp[];
}

interface Found {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

// Where the runner cuts a long value, it puts this behind the rest.
const cutMark = '…';

// The longest spelling of one unit: a cut may fall inside of it.
const longestUnit = 12;

export class Masker {
  readonly #values = new Map<string, Set<string>>();
  #patterns: readonly Pattern[] = [];

  /** From now on `value` is masked as the secret `name`. An empty value is none. */
  add(name: string, value: string): void {
    const known = this.#values.get(name) ?? new Set();
    if (value === '' || known.has(value)) return;
    this.#values.set(name, known.add(value));
    this.#patterns = [...this.#patterns, ...formsOf(value).map((form) => compile(name, form))];
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  /** Where secrets stand, in order and apart. */
  find(text: string): readonly Found[] {
    if (this.#patterns.length === 0 || text === '') return [];
    const found = this.#patterns.flatMap((pattern) => [
      ...findWhole(pattern, text),
      ...findCut(pattern, text),
    ]);
    return merge(found);
  }

  /** Every form of every secret becomes `[secret NAME]`. */
  mask(text: string): string {
    const found = this.find(text);
    if (found.length === 0) return text;
    let masked = '';
    let at = 0;
    for (const { name, from, to } of found) {
      masked += text.slice(at, from) + this.#label(name);
      at = to;
    }
    return masked + text.slice(at);
  }

  /** A secret may be the very word that would stand for it. */
  #label(name: string): string {
    const labels = [`[secret ${name}]`, '[secret]', '[masked]'];
    return labels.find((label) => !this.#holdsSecret(label)) ?? '•••';
  }

  #holdsSecret(text: string): boolean {
    return this.#patterns.some((pattern) => findWhole(pattern, text).length > 0);
  }
}

function compile(name: string, form: SecretForm): Pattern {
  return {
    name,
    whole: new RegExp(form.join(''), 'gu'),
    units: form.map((unit) => new RegExp(unit, 'yu')),
  };
}

function findWhole({ name, whole }: Pattern, text: string): readonly Found[] {
  return [...text.matchAll(whole)]
    .filter(([match]) => match !== '')
    .map(({ index, 0: match }) => ({ name, from: index, to: index + match.length }));
}

/** Beginnings of the secret that a cut has left standing. */
function findCut(pattern: Pattern, text: string): readonly Found[] {
  const found: Found[] = [];
  for (let cut = text.indexOf(cutMark); cut >= 0; cut = text.indexOf(cutMark, cut + 1)) {
    const reach = Math.min(cut, pattern.units.length * longestUnit, 4096);
    for (let from = cut - reach; from <= cut - shortestPiece; from += 1) {
      if (!endsInside(pattern, text, from, cut)) continue;
      found.push({ name: pattern.name, from, to: cut });
      break;
    }
  }
  return found;
}

/** Whether the secret begins at `from` and is not over at `cut`. */
function endsInside({ units }: Pattern, text: string, from: number, cut: number): boolean {
  let at = from;
  for (const [index, unit] of units.entries()) {
    unit.lastIndex = at;
    if (!unit.test(text) || unit.lastIndex > cut) {
      // Only an escape can be cut in its middle.
      const rest = text.slice(at, cut);
      return index >= shortestPiece && rest.length < longestUnit && /^[\\%&'"]/.test(rest);
    }
    at = unit.lastIndex;
    if (at === cut) return index + 1 >= shortestPiece;
  }
  return false;
}

/** Overlapping and touching places become one. */
function merge(found: readonly Found[]): readonly Found[] {
  const merged: Found[] = [];
  for (const next of found.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = merged.at(-1);
    if (last === undefined || next.from > last.to) merged.push(next);
    else if (next.to > last.to) merged[merged.length - 1] = { ...last, to: next.to };
  }
  return merged;
}
