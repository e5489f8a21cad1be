// A JSON sample for what the step printed: only what the author named, written into the text that is there.
import type { JsonPattern } from '../model/expectation.ts';
import { type AlignStep, align, alike } from './align.ts';
import { ArrayEdits } from './array-edits.ts';
import { holdsAssertion, likenessTo } from './json-likeness.ts';
import type { LiteralContext } from './literal.ts';
import type { Edit } from './page-text.ts';
import { renderJson } from './render-json.ts';
import { splitTokens } from './tokens.ts';
import type { JsonSource, UpdateTools } from './tools.ts';

export type Path = readonly (string | number)[];

/** What does not hold and stays. `path` leads through the new sample; `as`: what to take it for when the rest is judged. */
export interface UndecidedValue {
  readonly path: Path;
  /** In the text of the old sample. */
  readonly offset: number;
  readonly reason: string;
  readonly as: 'anything' | 'nothing';
}

export interface JsonUpdate {
  /** In the text of the sample. */
  readonly edits: readonly Edit[];
  readonly undecided: readonly UndecidedValue[];
}

export type JsonContext = LiteralContext & {
  readonly tools: Pick<UpdateTools, 'isLiteral' | 'compareJson' | 'parseJsonSource'>;
};

export function updateJson(
  sample: string,
  pattern: JsonPattern,
  output: string,
  context: JsonContext,
): JsonUpdate {
  const json = output.replace(/^\ufeff/, '');
  const fails = (reason: string): JsonUpdate => ({
    edits: [],
    undecided: [{ path: [], offset: 0, reason, as: 'anything' }],
  });
  if (context.tools.compareJson(pattern, json, context.variables) === undefined) {
    return fails('The output is not one JSON document');
  }
  try {
    const writer = new JsonWriter(sample, json, context);
    const [before, after] = [sample, json].map(context.tools.parseJsonSource);
    if (before === undefined || after === undefined) return fails('Nothing to compare');
    writer.value(before, pattern, after, []);
    return writer;
  } catch (error) {
    return fails(error instanceof Error ? error.message : String(error));
  }
}

interface ArrayPlace {
  readonly sample: Extract<JsonSource, { kind: 'array' }>;
  readonly pattern: Extract<JsonPattern, { kind: 'array' }>;
  readonly observed: Extract<JsonSource, { kind: 'array' }>;
  readonly edits: ArrayEdits;
}

type ItemAction =
  | { readonly kind: 'keep' | 'drop'; readonly expected: number }
  | { readonly kind: 'add'; readonly text: string }
  | {
      readonly kind: 'change';
      readonly expected: number;
      readonly sample: JsonSource;
      readonly item: JsonPattern;
      readonly observed: JsonSource;
    }
  | { readonly kind: 'stuck'; readonly offset: number; readonly reason: string };

class JsonWriter implements JsonUpdate {
  readonly edits: Edit[] = [];
  readonly undecided: UndecidedValue[] = [];
  readonly #sample: string;
  readonly #json: string;
  readonly #context: JsonContext;

  constructor(sample: string, json: string, context: JsonContext) {
    this.#sample = sample;
    this.#json = json;
    this.#context = context;
  }

  value(sample: JsonSource, pattern: JsonPattern, observed: JsonSource, path: Path): void {
    const [reason] = this.#problems(pattern, observed);
    if (reason === undefined) return;
    if (pattern.kind === 'object' && sample.kind === 'object' && observed.kind === 'object') {
      this.#object(sample, pattern, observed, path);
    } else if (pattern.kind === 'array' && sample.kind === 'array' && observed.kind === 'array') {
      this.#array(sample, pattern, observed, path);
    } else if (holdsAssertion(pattern)) {
      this.undecided.push({ path, offset: sample.offset, reason, as: 'anything' });
    } else {
      this.#replace(sample, observed, path);
    }
  }

  #problems(pattern: JsonPattern, observed: JsonSource): readonly string[] {
    const text = this.#json.slice(observed.offset, observed.offset + observed.length);
    const { tools, variables } = this.#context;
    return tools.compareJson(pattern, text, variables) ?? ['The output is not JSON here'];
  }

  #replace(sample: JsonSource, observed: JsonSource, path: Path): void {
    const rendered = renderJson(observed, this.#json, {
      ...this.#context,
      indent: this.#indentAt(sample.offset),
    });
    if (rendered.kind === 'impossible') {
      this.undecided.push({ path, offset: sample.offset, reason: rendered.reason, as: 'anything' });
      return;
    }
    this.edits.push({
      from: sample.offset,
      to: sample.offset + sample.length,
      text: rendered.text,
    });
  }

  #object(
    sample: Extract<JsonSource, { kind: 'object' }>,
    pattern: Extract<JsonPattern, { kind: 'object' }>,
    observed: Extract<JsonSource, { kind: 'object' }>,
    path: Path,
  ): void {
    for (const [index, [key, inner]] of pattern.members.entries()) {
      const from = sample.members[index]?.value;
      const to = observed.members.findLast((member) => member.key === key)?.value;
      const place = [...path, key];
      if (from !== undefined && to !== undefined) this.value(from, inner, to, place);
      else {
        const reason = `The output has no member \`${key}\` here`;
        this.undecided.push({
          path: place,
          offset: (from ?? sample).offset,
          reason,
          as: 'nothing',
        });
      }
    }
  }

  #array(
    sample: Extract<JsonSource, { kind: 'array' }>,
    pattern: Extract<JsonPattern, { kind: 'array' }>,
    observed: Extract<JsonSource, { kind: 'array' }>,
    path: Path,
  ): void {
    const steps = this.#alignItems(pattern, observed);
    if (steps === undefined) {
      const reason = 'The array is too long, and too far from the sample';
      this.undecided.push({ path, offset: sample.offset, reason, as: 'anything' });
      return;
    }
    const edits = new ArrayEdits(sample, this.#sample);
    const actions = steps.map((step) => this.#decide(step, { sample, pattern, observed, edits }));
    // With one item undecided the others could come to stand for it, and the next update would see another array.
    const stuck = actions.find((action) => action.kind === 'stuck');
    if (stuck !== undefined) {
      this.undecided.push({ path, offset: stuck.offset, reason: stuck.reason, as: 'anything' });
      return;
    }
    let index = 0;
    for (const action of actions) {
      if (action.kind === 'drop') edits.drop(action.expected);
      else if (action.kind === 'add') edits.add(action.text);
      else if (action.kind !== 'stuck') edits.keep(action.expected);
      if (action.kind === 'change') {
        this.value(action.sample, action.item, action.observed, [...path, index]);
      }
      if (action.kind !== 'drop') index += 1;
    }
    this.edits.push(...edits.finish());
  }

  #alignItems(
    pattern: Extract<JsonPattern, { kind: 'array' }>,
    observed: Extract<JsonSource, { kind: 'array' }>,
  ): readonly AlignStep[] | undefined {
    const tokens = observed.items.map((item) =>
      splitTokens(this.#json.slice(item.offset, item.offset + item.length)),
    );
    const held = new Map<number, boolean>();
    return align({
      expected: pattern.items.map(({ kind }) => (kind === 'rest' ? 'rest' : 'item')),
      observed: observed.items.length,
      holds: (row, column) => {
        const key = row * observed.items.length + column;
        const [item, value] = [pattern.items[row], observed.items[column]];
        if (item === undefined || item.kind === 'rest' || value === undefined) return false;
        const known = held.get(key) ?? this.#problems(item, value).length === 0;
        held.set(key, known);
        return known;
      },
      likeness: (row, column) => likenessTo(pattern.items[row], tokens[column] ?? []),
    });
  }

  #decide(step: AlignStep, at: ArrayPlace): ItemAction {
    if (step.kind === 'add') return this.#decideAdded(at.observed.items[step.observed], at);
    const { expected } = step;
    const item = at.pattern.items[expected];
    const sample = at.sample.items[expected];
    if (item === undefined || item.kind === 'rest' || sample === undefined || step.kind === 'keep')
      return { kind: 'keep', expected };
    const rests = at.pattern.items.flatMap(({ kind }, index) => (kind === 'rest' ? [index] : []));
    const { offset } = sample;
    const stuck: ItemAction = {
      kind: 'stuck',
      offset,
      reason: 'No item of the output is this one',
    };
    if (step.kind !== 'change') {
      return rests.length > 0 || holdsAssertion(item) ? stuck : { kind: 'drop', expected };
    }
    const observed = at.observed.items[step.observed];
    if (observed === undefined) return stuck;
    // Between two marks of any items no place is the item's own.
    const isFloating =
      rests.some((rest) => rest < expected) && rests.some((rest) => rest > expected);
    if (isFloating && likenessTo(item, this.#tokens(observed)) < alike) return stuck;
    return { kind: 'change', expected, sample, item, observed };
  }

  #decideAdded(
    observed: JsonSource | undefined,
    { sample, pattern, edits }: ArrayPlace,
  ): ItemAction {
    const { offset } = sample;
    if (observed === undefined) return { kind: 'stuck', offset, reason: 'Nothing to add' };
    const template = pattern.items.findLast((item) => item.kind !== 'rest');
    const rendered = renderJson(observed, this.#json, {
      ...this.#context,
      indent: edits.itemIndent,
      ...(template && { template }),
    });
    if (rendered.kind === 'impossible') return { kind: 'stuck', offset, reason: rendered.reason };
    return { kind: 'add', text: rendered.text };
  }

  #tokens({ offset, length }: JsonSource): readonly string[] {
    return splitTokens(this.#json.slice(offset, offset + length));
  }

  #indentAt(offset: number): string {
    const start = this.#sample.lastIndexOf('\n', offset - 1) + 1;
    return /^[ \t]*/.exec(this.#sample.slice(start))?.[0] ?? '';
  }
}
