// The specification's known defects: each has its place where it is done right, and the place exists.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseRunbook } from '../../runner/index.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = join(import.meta.dirname, 'corrections');

const correction = z.strictObject({
  /** As in the list of defects: `1a`, `R17`. */
  id: z.string().regex(/^(?:[RX]\d+|\d[a-z]{1,2})$/),
  /** Path in this repository. */
  where: z.string(),
  /** Id of a step of that runbook. */
  step: z.string().optional(),
  /** What it does instead, in a sentence. */
  how: z.string().min(20),
});

/** `a` to `z`, then `aa`, `ab` and so on. */
function letters(last: string): readonly string[] {
  const alphabet = [...'abcdefghijklmnopqrstuvwxyz'];
  const names = [...alphabet, ...alphabet.map((letter) => `a${letter}`)];
  return names.slice(0, names.indexOf(last) + 1);
}

const numbered = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

/** Section by section, the last defect of each. */
const known = [
  ...numbered('X', 2),
  ...numbered('R', 23),
  ...Object.entries({ 1: 'r', 2: 'o', 3: 'j', 4: 'q', 5: 'k', 7: 'ad', 8: 'l', 9: 'm' }).flatMap(
    ([section, last]) => letters(last).map((letter) => `${section}${letter}`),
  ),
];

const corrections = await readCorrections();

/** Defects whose procedure is not written yet. The list may only shrink. */
const pending = z
  .strictObject({ why: z.string().min(20), ids: z.array(z.string()) })
  .array()
  .parse(parse(await readFile(join(folder, 'pending.yaml'), 'utf8')))
  .flatMap(({ ids }) => ids);

async function readCorrections() {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yml')).sort();
  const lists = await Promise.all(
    files.map(async (name) => {
      const rows: unknown = parse(await readFile(join(folder, name), 'utf8'));
      return z.array(correction).parse(rows);
    }),
  );
  return lists.flat();
}

test('every known defect has its correction, or is said to wait for one', () => {
  const named = new Set([...corrections.map(({ id }) => id), ...pending]);
  expect(known.filter((id) => !named.has(id))).toEqual([]);
});

test('nothing waits that is done, or that nobody knows', () => {
  const done = new Set(corrections.map(({ id }) => id));
  expect(pending.filter((id) => done.has(id) || !known.includes(id))).toEqual([]);
});

test('no correction is of a defect that nobody knows', () => {
  expect(corrections.filter(({ id }) => !known.includes(id))).toEqual([]);
});

test('every place exists', async () => {
  const wrong: string[] = [];
  for (const { id, where, step } of corrections) {
    const path = join(root, where);
    if (!existsSync(path)) wrong.push(`${id}: no ${where}`);
    else if (step !== undefined && !(await stepsOf(path)).includes(step))
      wrong.push(`${id}: no step ${step} in ${where}`);
  }
  expect(wrong).toEqual([]);
});

async function stepsOf(path: string): Promise<readonly string[]> {
  const { runbook } = parseRunbook({ path, text: await readFile(path, 'utf8') });
  return runbook.sections.flatMap(({ steps }) => steps.map(({ id }) => id));
}
