// Copies the published runbooks into a scratch folder, with one thing on a page no longer true.
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { scratchFolder } from '../support/scratch.ts';

export const root = resolve(import.meta.dirname, '../..');

export interface Mutation {
  /** What is no longer true, in plain words. */
  readonly name: string;
  /** Path below content/. */
  readonly page: string;
  readonly from: string;
  readonly to: string;
  /** A text on the mutated page: the failure must name its line. */
  readonly names: string;
  readonly exit: 1 | 2;
}

export interface MutatedPage {
  readonly folder: string;
  readonly file: string;
  /** Line, from 1, that the message must name. */
  readonly line: number;
}

export async function mutate(mutation: Mutation): Promise<MutatedPage> {
  const folder = await scratchFolder();
  await cp(join(root, 'content'), join(folder, 'content'), { recursive: true });
  const file = join(folder, 'content', mutation.page);
  const text = await readFile(file, 'utf8');
  const mutated = replaceOnce(text, mutation.from, mutation.to);
  await writeFile(file, mutated);
  return { folder, file, line: lineOf(mutated, mutation.names) };
}

function replaceOnce(text: string, from: string, to: string): string {
  const pieces = text.split(from);
  if (pieces.length !== 2) {
    throw new Error(`Expected \`${from}\` once on the page, found ${pieces.length - 1}`);
  }
  return pieces.join(to);
}

function lineOf(text: string, part: string): number {
  const at = text.indexOf(part);
  if (at < 0) throw new Error(`Expected \`${part}\` on the page`);
  return text.slice(0, at).split('\n').length;
}
