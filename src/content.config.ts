// The one collection of the site: every page under content/, read where it stands.
// The `runbook` and `fixture` keys are checked by the runner's own schemas, so a page that the site accepts and the
// runner refuses cannot exist. A wrong value or an unknown key stops the build and names file and key.

import { defineCollection } from 'astro:content';
import { i18nLoader } from '@astrojs/starlight/loaders';
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { z } from 'zod';
import { fixtureFactsSchema, runbookFactsSchema } from '../runner/index.ts';

export const collections = {
  /** Starlight's own words, where ours help more: src/content/i18n/en.json. */
  i18n: defineCollection({ loader: i18nLoader(), schema: i18nSchema() }),
  docs: defineCollection({
    // Folders and files that start with an underscore (fixtures) are not published.
    loader: glob({ base: './content', pattern: ['**/*.md', '!**/_*', '!**/_*/**'] }),
    schema: docsSchema({
      extend: z.strictObject({
        /** Facts of a page that the runner executes; absent on reference pages. */
        runbook: runbookFactsSchema.optional(),
        /** Accepted so that a misplaced fixture is named by the runner's own check, not by a puzzling key error. */
        fixture: fixtureFactsSchema.optional(),
      }),
    }),
  }),
};
