// Which URL under /operations/runbooks/ leads to which page: one for every alert and every alias that a page names.
import { alertSlug } from '../../runner/index.ts';

/** What the index needs of a page. */
export interface IndexedPage {
  /** Id in the collection, which is also the page's path. */
  readonly id: string;
  readonly alerts: readonly string[];
  readonly aliases: readonly string[];
}

/** An alert and the page that it leads to. */
export interface AlertEntry {
  readonly alert: string;
  readonly slug: string;
  readonly pageId: string;
}

/** All alerts in alphabetical order. */
export function alertEntries(pages: readonly IndexedPage[]): readonly AlertEntry[] {
  return pages
    .flatMap((page) =>
      page.alerts.map((alert) => ({ alert, slug: alertSlug(alert), pageId: page.id })),
    )
    .sort((left, right) => left.alert.localeCompare(right.alert, 'en'));
}

/** Target page of every landing slug. Two pages that claim one slug are an error: an alert must not guess. */
export function landingPages(pages: readonly IndexedPage[]): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  for (const page of pages) {
    for (const slug of new Set([...page.alerts.map(alertSlug), ...page.aliases])) {
      const taken = targets.get(slug);
      if (taken !== undefined) {
        throw new Error(
          `Unexpected second page for \`/operations/runbooks/${slug}\`: \`${page.id}\`, but \`${taken}\` has it`,
        );
      }
      targets.set(slug, page.id);
    }
  }
  return targets;
}
