// The fences of a page become groups: which blocks go into one, and what its copy button copies.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Code, Root } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { VFile } from 'vfile';
import { expect, test } from 'vitest';
import { fromFenceMeta } from '../../../src/plugins/handover.ts';
import { remarkSteps } from '../../../src/plugins/remark-steps.ts';

const path = join(import.meta.dirname, '../support/sample/operations/node-care/every-kind.md.txt');

interface Group {
  readonly type: string;
  readonly children: readonly (Code | { readonly type: 'html' })[];
  readonly data: { readonly hProperties: { readonly id: string; readonly 'aria-label': string } };
}

/** As Astro does: the plugin gets the body without front matter. */
function groups(): readonly Group[] {
  const body = readFileSync(path, 'utf8')
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .trim();
  const tree = unified().use(remarkParse).parse(body);
  remarkSteps()(tree as Root, new VFile({ path, value: body }));
  return tree.children.filter(
    (child) => (child.type as string) === 'runbookStep',
  ) as unknown as Group[];
}

const fences = ({ children }: Group) =>
  children.flatMap((child) => {
    const meta = child.type === 'code' ? (child.meta ?? '') : '';
    const fence = fromFenceMeta((word) => new RegExp(`${word}="([^"]*)"`).exec(meta)?.[1]);
    return fence === undefined ? [] : [fence];
  });

test('a step is one group with all blocks that say what must come out, each with its caption', () => {
  const [look] = groups();
  expect(
    look &&
      fences(look).map((fence) => (fence.kind === 'expectation' ? fence.caption : fence.kind)),
  ).toEqual([
    'command',
    'Expected output (JSON; objects may hold more)',
    'jq: each must be true',
    'Must not appear',
    'Standard error',
    'Regular expression that the standard error matches',
  ]);
});

test('a transcript is one group for all its commands, and what is copied are the commands alone', () => {
  const talk = groups()[1];
  expect(talk?.data.hProperties).toMatchObject({
    id: 'step-talk-1',
    'aria-label': 'Steps talk-1, talk-2, talk-3',
  });
  expect(talk && fences(talk)).toEqual([
    {
      kind: 'transcript',
      stepId: 'talk-1',
      code: `printf '%s\\n' "one" \\\n  two\ncat no-such-file\ntrue`,
      captures: ['NEXT'],
    },
  ]);
});

test('every step of the page has its group', () => {
  expect(groups().map(({ data }) => data.hProperties.id)).toEqual([
    'step-look',
    'step-talk-1',
    'step-serve',
    'step-steady',
    'step-sum',
    'step-quiet',
    'step-refused',
  ]);
});
