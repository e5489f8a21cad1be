// The published runbooks, for the pages that list or link them.
import { type CollectionEntry, getCollection } from 'astro:content';
import type { IndexedPage } from './alert-index.ts';

/** A published page with a `runbook:` key. */
export interface RunbookPage extends IndexedPage {
  readonly title: string;
  readonly description: string;
  readonly facts: NonNullable<CollectionEntry<'docs'>['data']['runbook']>;
  /** Path of the file, relative to the project. */
  readonly file: string;
}

/** In order of their titles. */
export async function runbookPages(): Promise<readonly RunbookPage[]> {
  const pages = await getCollection('docs');
  return pages
    .flatMap((page) => {
      const facts = page.data.runbook;
      if (facts === undefined || page.filePath === undefined) return [];
      const { title, description = '' } = page.data;
      const { alerts, aliases } = facts;
      return [{ id: page.id, title, description, facts, alerts, aliases, file: page.filePath }];
    })
    .sort((left, right) => left.title.localeCompare(right.title, 'en'));
}
