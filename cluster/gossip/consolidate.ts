/**
 * From memories to patterns. A topic is a word that several of the memories contain, in their content or as a tag; its
 * pattern cites them. Nothing but the given memories counts, so nodes with the same memories find the same patterns.
 */
import { compareIds, type MemoryId, type NodeId } from '../model/ids.ts';
import { wordsOf } from '../model/words.ts';
import { joinClocks, tickClock } from './clock.ts';
import {
  hashContent,
  type Pattern,
  type PatternContent,
  type PatternId,
  patternIdOf,
} from './pattern.ts';

/** What consolidation looks at. */
export type Episode = {
  readonly id: MemoryId;
  readonly content: string;
  readonly tags: readonly string[];
  /** 0 to 1. */
  readonly confidence: number;
};

/** Least number of memories that make a topic. */
const supportMin = 3;
/** And the least share of the considered ones. */
const shareMin = 0.1;
/** Topics of one run, the most frequent first. */
const topicsMax = 32;
/** Patterns of one space: when there are so many, only known ones are renewed. */
export const patternsMax = 1_000;

/** Words of every English text; they are no topics. */
const commonWords = new Set(
  (
    'about after all also and any are because been before being but can could did does for from had has have her his how ' +
    'into its just more most not now off one only other our out over some such than that the their them then there these ' +
    'they this too under until very was were what when where which while who why will with would you your'
  ).split(' '),
);

/** Patterns that the memories hold, the strongest first; `factor` lowers the confidence in all of them. */
export function findTopics(
  episodes: readonly Episode[],
  factor: number,
): readonly PatternContent[] {
  const support = Math.max(supportMin, Math.ceil(episodes.length * shareMin));
  const citing = new Map<string, Episode[]>();
  for (const episode of episodes) {
    for (const word of wordsOf([episode.content, ...episode.tags].join('\n'))) {
      if (!isTopic(word)) continue;
      const found = citing.get(word);
      if (found === undefined) citing.set(word, [episode]);
      else found.push(episode);
    }
  }
  return [...citing]
    .filter(([, cited]) => cited.length >= support)
    .sort(([a, left], [b, right]) => right.length - left.length || compareIds(a, b))
    .slice(0, topicsMax)
    .map(([topic, cited]) => toContent(topic, cited, episodes.length, factor));
}

/**
 * What a run by `author` changes: new versions of the patterns whose content is another than before. A pattern in
 * conflict is left alone, for which of its versions should go on is not for a timer to say.
 */
export function revisePatterns(
  known: ReadonlyMap<PatternId, Pattern>,
  found: readonly PatternContent[],
  by: { readonly author: NodeId; readonly at: string },
): readonly Pattern[] {
  let room = patternsMax - known.size;
  return found.flatMap((content): readonly Pattern[] => {
    const id = patternIdOf(content.topic);
    const versions = known.get(id)?.versions ?? [];
    const [current] = versions;
    if (versions.length > 1 || (current !== undefined && isSame(current.content, content)))
      return [];
    if (current === undefined) room -= 1;
    if (current === undefined && room < 0) return [];
    const clock = tickClock(joinClocks(versions.map((version) => version.clock)), by.author);
    return [{ id, versions: [{ content, clock, by: by.author, at: by.at }] }];
  });
}

function toContent(
  topic: string,
  cited: readonly Episode[],
  considered: number,
  factor: number,
): PatternContent {
  const sum = cited.reduce((total, { confidence }) => total + confidence, 0);
  const sourceConfidence = round(sum / cited.length);
  return {
    topic,
    strength: round(cited.length / considered),
    confidence: round(sourceConfidence * (cited.length / (cited.length + 1)) * factor),
    sourceConfidence,
    citations: cited.map(({ id }) => id).sort(compareIds),
  };
}

function isTopic(word: string): boolean {
  return word.length >= 3 && !commonWords.has(word) && /\p{L}/u.test(word);
}

function isSame(left: PatternContent, right: PatternContent): boolean {
  return hashContent(left) === hashContent(right);
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
