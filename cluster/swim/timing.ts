/**
 * The numbers of the protocol. All are milliseconds unless the name says otherwise.
 *
 * From a crash to *dead everywhere*, in the median:
 *
 *     until somebody probes the dead node   about half an interval (several members, one probe each per interval)
 *   + the probe that fails                  probeTimeoutMs + indirectTimeoutMs
 *   + the suspicion                         suspicionMinMs if enough others confirm it, suspicionMaxMs if nobody does
 *   + the news                              one or two gossipMs
 */
export type SwimTiming = {
  /** A node starts one probe per interval, round-robin over the others. */
  readonly intervalMs: number;
  /** How long a ping may stay unanswered before helpers are asked. */
  readonly probeTimeoutMs: number;
  /** How long the helpers then have. When it is over, the target is suspected. */
  readonly indirectTimeoutMs: number;
  /** How many helpers are asked to probe a silent target. */
  readonly indirectProbes: number;
  /** A suspicion that nobody else confirms ends in *dead* after this long. */
  readonly suspicionMaxMs: number;
  /** A suspicion that enough others confirm ends in *dead* after this long (Lifeguard). */
  readonly suspicionMinMs: number;
  /** How many confirmations by others bring a suspicion down to its minimum; fewer where fewer others exist. */
  readonly confirmations: number;
  /** Upper end of the local health score. A node that misses answers probes (1 + score) times slower (Lifeguard). */
  readonly localHealthMax: number;
  /** While there is news, it is sent this often, besides riding on probes. */
  readonly gossipMs: number;
  /** Most pieces of news in one datagram, where they fit. */
  readonly newsMax: number;
  /** To how many random members each time. */
  readonly gossipFanout: number;
  /** Each piece of news is sent this many times log2(members + 1), rounded up. */
  readonly retransmitFactor: number;
  /** How often a dead member, and a seed that is no member, is greeted again; without it a healed split stays apart. */
  readonly reconnectMs: number;
  /** How often the whole list is exchanged with one random member, which repairs what gossip lost. */
  readonly syncMs: number;
  /** How often a node that knows nobody repeats its join. */
  readonly joinRetryMs: number;
};

/**
 * The documented behaviour: a probe times out after 500 ms, helpers are asked, and an unconfirmed suspicion lasts 5 s.
 * The interval, the lower end of the suspicion and the helpers' time are measured choices: with them a crash is known
 * everywhere after about 3 s instead of 6 s, and 30 % loss kills nobody.
 */
export const defaultTiming: SwimTiming = {
  intervalMs: 500,
  probeTimeoutMs: 500,
  indirectTimeoutMs: 250,
  indirectProbes: 3,
  suspicionMaxMs: 5_000,
  suspicionMinMs: 1_500,
  confirmations: 3,
  localHealthMax: 8,
  gossipMs: 100,
  newsMax: 1_000,
  gossipFanout: 3,
  retransmitFactor: 3,
  reconnectMs: 1_000,
  syncMs: 10_000,
  joinRetryMs: 200,
};

/** For tests on one machine: the same protocol, about four times faster and as much closer to a false alarm. */
export const fastTiming: SwimTiming = {
  ...defaultTiming,
  intervalMs: 200,
  probeTimeoutMs: 100,
  indirectTimeoutMs: 80,
  suspicionMaxMs: 1_000,
  suspicionMinMs: 400,
  gossipMs: 40,
  reconnectMs: 400,
  syncMs: 4_000,
  joinRetryMs: 100,
};

/** The first thing that makes the numbers contradict each other, as a sentence; null when they fit together. */
export function findTimingFault(timing: SwimTiming): string | null {
  for (const [name, value] of Object.entries(timing)) {
    if (!Number.isFinite(value) || value < 0)
      return `\`${name}\` is \`${value}\`, expected 0 or more.`;
  }
  const positive = [
    'intervalMs',
    'probeTimeoutMs',
    'gossipMs',
    'reconnectMs',
    'syncMs',
    'joinRetryMs',
  ] as const;
  const zero = positive.find((name) => timing[name] === 0);
  if (zero !== undefined) return `\`${zero}\` is \`0\`, expected at least 1 ms.`;
  if (timing.suspicionMinMs > timing.suspicionMaxMs) {
    return `\`suspicionMinMs\` is \`${timing.suspicionMinMs}\`, expected at most \`suspicionMaxMs\`, \`${timing.suspicionMaxMs}\`.`;
  }
  return null;
}
