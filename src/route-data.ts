// Adds to each page's data what Starlight cannot know with pages outside src/: the date of the last change, and where
// the page's Markdown source can be fetched. Stops the build for a page that could not be rendered.
import { defineRouteMiddleware } from '@astrojs/starlight/route-data';
import { siteData } from './data/site-data.ts';
import { sourcePath } from './data/source-path.ts';

export const onRequest = defineRouteMiddleware((context) => {
  const route = context.locals.starlightRoute;
  const { filePath = '' } = route.entry;
  // Astro only logs that a page could not be rendered, and would publish it empty.
  if (filePath.startsWith('content/') && route.entry.rendered === undefined) {
    throw new Error(`\`${filePath}\` could not be rendered: the reason stands above`);
  }
  const changed = siteData.gitDates.get(filePath);
  if (changed !== undefined) route.lastUpdated = changed;
  if (route.entry.data.runbook !== undefined) {
    const href = sourcePath(route.entry.id);
    route.head.push({
      tag: 'link',
      attrs: { rel: 'alternate', type: 'text/markdown', href },
      content: '',
    });
  }
});
