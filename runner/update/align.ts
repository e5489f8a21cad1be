// Which expected item became which observed one. Text lines and JSON arrays are both lists with "any items here" marks.

/** What an expected item is for the alignment. `rest` stands for any number of observed items. */
export type ExpectedKind = 'item' | 'rest';

export type AlignStep =
  /** The item holds as it is. */
  | { readonly kind: 'keep'; readonly expected: number; readonly observed: number }
  /** The item is this observed one, and has to change. */
  | { readonly kind: 'change'; readonly expected: number; readonly observed: number }
  /** Nothing observed is this item. */
  | { readonly kind: 'drop'; readonly expected: number }
  /** Observed, and expected nowhere. */
  | { readonly kind: 'add'; readonly observed: number }
  | { readonly kind: 'rest'; readonly expected: number };

export interface AlignInput {
  readonly expected: readonly ExpectedKind[];
  readonly observed: number;
  readonly holds: (expected: number, observed: number) => boolean;
  /** 0 for nothing in common, 1 for the same but for a value. Undefined: the one cannot have become the other. */
  readonly likeness: (expected: number, observed: number) => number | undefined;
}

/** Pairs that are compared at most; longer lists are too far apart for anybody to follow. */
const pairsMax = 250_000;

/** Below this, two items are not the same one changed, unless their place in the list says so. */
export const alike = 0.5;

/** Undefined: too long to be aligned. */
export function align(input: AlignInput): readonly AlignStep[] | undefined {
  const { expected, observed, holds } = input;
  const shorter = Math.min(expected.length, observed);
  let head = 0;
  while (head < shorter && expected[head] === 'item' && holds(head, head)) head += 1;
  let tail = 0;
  while (
    tail < shorter - head &&
    expected[expected.length - 1 - tail] === 'item' &&
    holds(expected.length - 1 - tail, observed - 1 - tail)
  ) {
    tail += 1;
  }
  const rows = expected.length - head - tail;
  const columns = observed - head - tail;
  if (rows * columns > pairsMax) return undefined;
  const middle = trace(input, head, rows, columns);
  const keep = (from: number, shift: number, count: number): AlignStep[] =>
    Array.from({ length: count }, (_, index) => ({
      kind: 'keep',
      expected: from + index,
      observed: from + index + shift,
    }));
  const tailFrom = expected.length - tail;
  return [...keep(0, 0, head), ...middle, ...keep(tailFrom, observed - expected.length, tail)];
}

interface Costs {
  readonly drop: number;
  readonly change: (likeness: number) => number;
}

const addCost = 1;
/** Small, so that what holds is kept rather than swallowed by a mark. */
const swallowCost = 0.01;

/**
 * Without marks a list says everything, so an item that is gone is simply gone. With marks around it, an item that is
 * dropped would leave the list saying less, so that is the last resort.
 */
function costsOf(expected: readonly ExpectedKind[]): Costs {
  const change = (likeness: number): number => 0.15 + 0.75 * (1 - likeness);
  if (!expected.includes('rest')) return { drop: 1, change };
  return { drop: 3, change: (likeness) => (likeness >= alike ? change(likeness) : 1.5) };
}

function trace(input: AlignInput, from: number, rows: number, columns: number): AlignStep[] {
  const costs = costsOf(input.expected);
  const width = columns + 1;
  const best = new Float64Array((rows + 1) * width);
  const choice = new Uint8Array((rows + 1) * width);
  const at = (row: number, column: number): number =>
    best[row * width + column] ?? Number.POSITIVE_INFINITY;
  for (let row = rows; row >= 0; row -= 1) {
    for (let column = columns; column >= 0; column -= 1) {
      if (row === rows && column === columns) continue;
      let cheapest = Number.POSITIVE_INFINITY;
      let chosen = 0;
      const offer = (kind: number, cost: number): void => {
        if (cost < cheapest) [cheapest, chosen] = [cost, kind];
      };
      const isRest = row < rows && input.expected[from + row] === 'rest';
      if (isRest) offer(choices.rest, at(row + 1, column));
      if (isRest && column < columns) offer(choices.swallow, swallowCost + at(row, column + 1));
      if (row < rows && !isRest) offer(choices.drop, costs.drop + at(row + 1, column));
      if (column < columns) offer(choices.add, addCost + at(row, column + 1));
      if (row < rows && column < columns && !isRest) {
        const [expected, observed] = [from + row, from + column];
        const beyond = at(row + 1, column + 1);
        if (input.holds(expected, observed)) offer(choices.keep, beyond);
        else {
          const likeness = input.likeness(expected, observed);
          if (likeness !== undefined) offer(choices.change, costs.change(likeness) + beyond);
        }
      }
      best[row * width + column] = cheapest;
      choice[row * width + column] = chosen;
    }
  }
  return readChoices(choice, { from, rows, columns });
}

const choices = { keep: 1, change: 2, drop: 3, add: 4, rest: 5, swallow: 6 } as const;

function readChoices(
  choice: Uint8Array,
  {
    from,
    rows,
    columns,
  }: { readonly from: number; readonly rows: number; readonly columns: number },
): AlignStep[] {
  const steps: AlignStep[] = [];
  let [row, column] = [0, 0];
  while (row < rows || column < columns) {
    const [expected, observed] = [from + row, from + column];
    switch (choice[row * (columns + 1) + column]) {
      case choices.keep:
      case choices.change: {
        const kind = choice[row * (columns + 1) + column] === choices.keep ? 'keep' : 'change';
        steps.push({ kind, expected, observed });
        row += 1;
        column += 1;
        break;
      }
      case choices.drop:
        steps.push({ kind: 'drop', expected });
        row += 1;
        break;
      case choices.add:
        steps.push({ kind: 'add', observed });
        column += 1;
        break;
      case choices.rest:
        steps.push({ kind: 'rest', expected });
        row += 1;
        break;
      default:
        column += 1;
    }
  }
  return steps;
}
