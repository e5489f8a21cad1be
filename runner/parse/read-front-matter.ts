// YAML to facts, with the line and column of everything that is wrong.
import { isScalar, type YAMLMap } from 'yaml';
import type { FixtureFacts, RunbookFacts } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import { editDistance } from './closest-word.ts';
import type { Complain } from './complain.ts';
import { complainIssue, type FactsKey } from './complain-facts.ts';
import { fixtureFactsSchema, runbookFactsSchema } from './front-matter.ts';
import { FrontMatterYaml } from './front-matter-yaml.ts';

export interface FrontMatter {
  readonly title?: string;
  readonly runbook?: RunbookFacts;
  readonly fixture?: FixtureFacts;
}

/** `lines` is the YAML between the `---` lines; `firstLine` is where its first line stands in the file. */
export function readFrontMatter(
  lines: readonly string[],
  firstLine: number,
  complain: Complain,
): FrontMatter {
  const yaml = new FrontMatterYaml(lines, firstLine);
  for (const { code, message, pos } of yaml.problems) {
    const text = message.replace(/^./, (letter) => letter.toLowerCase()).replace(/\.?$/, '');
    complain(
      'parse/front-matter-syntax',
      yaml.span(pos[0], pos[1]),
      code === 'DUPLICATE_KEY'
        ? 'Unexpected second key of one name, expected each key once'
        : `Unexpected YAML, expected it to parse: ${text}`,
    );
  }
  const root = yaml.root;
  if (root === undefined) return {};
  yaml.keepAsWritten(['runbook', 'parameters'], new Set(['example', 'default', 'choices']));
  complainMisspelt(yaml, root, complain);
  const runbook = readFacts(yaml, 'runbook', complain);
  const fixture = readFacts(yaml, 'fixture', complain);
  const key = yaml.key(['fixture']);
  if (runbook !== undefined && fixture !== undefined && key !== undefined) {
    complain(
      'parse/runbook-and-fixture',
      yaml.spanOf(key),
      'Unexpected `fixture` on a page with `runbook`, expected one of them',
      'to name the fixture of a runbook, indent the key below `runbook`',
    );
  }
  const title = yaml.value(['title']);
  return {
    ...(typeof title === 'string' && title.trim() !== '' && { title }),
    ...(runbook && { runbook }),
    ...(fixture && runbook === undefined && { fixture }),
  };
}

/** Where a fact stands, for phases that find it wrong later. Undefined if it is not there. */
export function locateFact(
  lines: readonly string[],
  firstLine: number,
  path: readonly string[],
): SourceSpan | undefined {
  const yaml = new FrontMatterYaml(lines, firstLine);
  const node = yaml.node(path);
  return node && yaml.spanOf(node);
}

function readFacts(
  yaml: FrontMatterYaml,
  key: 'runbook',
  complain: Complain,
): RunbookFacts | undefined;
function readFacts(
  yaml: FrontMatterYaml,
  key: 'fixture',
  complain: Complain,
): FixtureFacts | undefined;
function readFacts(
  yaml: FrontMatterYaml,
  key: FactsKey,
  complain: Complain,
): RunbookFacts | FixtureFacts | undefined {
  if (yaml.key([key]) === undefined) return undefined;
  const schema = key === 'runbook' ? runbookFactsSchema : fixtureFactsSchema;
  // A bare `fixture:` has nothing to say, which is fine: all its keys are optional.
  const read = schema.safeParse(yaml.value([key]) ?? (key === 'fixture' ? {} : undefined));
  if (read.success) return read.data;
  for (const issue of read.error.issues) complainIssue(yaml, key, issue, complain);
  // The page is still a runbook, so the rest of it is read as one; nothing runs after an error.
  return key === 'runbook' ? unreadableRunbook : {};
}

const unreadableRunbook: RunbookFacts = {
  risk: 'high',
  duration: '',
  prerequisites: [],
  rollback: '',
  alerts: [],
  aliases: [],
  tags: [],
  parameters: [],
  timeoutMs: 0,
};

function complainMisspelt(yaml: FrontMatterYaml, root: YAMLMap, complain: Complain): void {
  for (const { key } of root.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const near = ['runbook', 'fixture'].find(
      (known) => editDistance(name.toLowerCase(), known) <= 2,
    );
    if (near === undefined || near === name) continue;
    complain(
      'parse/misspelt-key',
      yaml.spanOf(key),
      `Unexpected key \`${name}\`, expected \`${near}\`: this page would silently not run`,
      `did you mean \`${near}\`?`,
    );
  }
}
