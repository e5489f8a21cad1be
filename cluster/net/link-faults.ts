/**
 * What is wrong with the links of a node, and what that means for one message. Pure: chance is handed in.
 *
 * A rule acts on one way of one link. `out` is what this node sends: datagrams to the peer and requests to it. `back` is
 * what comes back on this node's own requests: the peer's answers. So a cut from A to B is a rule `out` on A and a rule
 * `back` on B, and nothing is counted twice.
 */
import { type Random, randomInteger } from '../io/random.ts';

/**
 * Kinds of traffic between nodes. Calls of one lane share connections, calls of different lanes never wait for each
 * other: `swim` datagrams, `replication` appends and votes, `requests` for clients, `reports` about state, `gossip` of
 * consolidation state, `bulk` whole states of spaces.
 */
export const linkLanes = ['swim', 'replication', 'requests', 'reports', 'gossip', 'bulk'] as const;
export type LinkLane = (typeof linkLanes)[number];

export type LinkRule = {
  /** IP address of the peer, or `*` for every peer. */
  readonly peer: string;
  readonly way: 'out' | 'back';
  /** Lanes it acts on; all if absent. */
  readonly lanes?: readonly LinkLane[] | undefined;
  /** Share of messages that vanish, 0 to 1. */
  readonly drop?: number | undefined;
  /** Every message is this much later, milliseconds. */
  readonly delayMs?: number | undefined;
  /** And by chance up to this much later still, milliseconds. */
  readonly jitterMs?: number | undefined;
  /** Share of messages that arrive twice, 0 to 1. */
  readonly duplicate?: number | undefined;
  /** Share of messages that later ones overtake, 0 to 1: they are held back for `reorderMs`. */
  readonly reorder?: number | undefined;
  /** Milliseconds; 50 if absent. */
  readonly reorderMs?: number | undefined;
};

/** What happens to one message. */
export type Passage = {
  readonly dropped: boolean;
  readonly delayMs: number;
  readonly copies: 1 | 2;
};

export type Message = {
  readonly peer: string;
  readonly way: LinkRule['way'];
  readonly lane: LinkLane;
};

const untouched: Passage = { dropped: false, delayMs: 0, copies: 1 };
const defaultReorderMs = 50;

/** The effect of all rules that match, together: delays add up, and one drop is enough. */
export function judgeMessage(
  rules: readonly LinkRule[],
  message: Message,
  random: Random,
): Passage {
  let passage = untouched;
  for (const rule of rules) {
    if (!matches(rule, message)) continue;
    const held = happens(rule.reorder, random) ? (rule.reorderMs ?? defaultReorderMs) : 0;
    const jitter = rule.jitterMs === undefined ? 0 : randomInteger(random, rule.jitterMs + 1);
    passage = {
      dropped: passage.dropped || happens(rule.drop, random),
      delayMs: passage.delayMs + (rule.delayMs ?? 0) + jitter + held,
      copies: passage.copies === 2 || happens(rule.duplicate, random) ? 2 : 1,
    };
  }
  return passage;
}

function matches(rule: LinkRule, { peer, way, lane }: Message): boolean {
  if (rule.way !== way || (rule.peer !== '*' && rule.peer !== peer)) return false;
  return rule.lanes === undefined || rule.lanes.includes(lane);
}

function happens(share: number | undefined, random: Random): boolean {
  return share !== undefined && share > 0 && random.fraction() < share;
}

/** The rules of a node's links, to be replaced while it runs. */
export class LinkFaults {
  readonly #random: Random;
  #rules: readonly LinkRule[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  get rules(): readonly LinkRule[] {
    return this.#rules;
  }

  replace(rules: readonly LinkRule[]): void {
    this.#rules = rules;
  }

  judge(message: Message): Passage {
    if (this.#rules.length === 0) return untouched;
    return judgeMessage(this.#rules, message, this.#random);
  }
}
