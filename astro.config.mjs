// The site: Starlight over the root `content/` folder.
import { unified } from '@astrojs/markdown-remark';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { remarkSteps } from './src/plugins/remark-steps.ts';
import { operationGroups } from './src/sidebar.ts';

// Starlight mounts its search from an idle callback without a deadline. A reader who presses Ctrl+K while the page is
// still busy would get an empty dialog, and that reader is the one with the incident.
const idleWithDeadline = `{
  const idle = window.requestIdleCallback?.bind(window);
  if (idle) window.requestIdleCallback = (callback, options) => idle(callback, { timeout: 500, ...options });
}`;

export default defineConfig({
  site: 'https://docs.engram.example',
  markdown: {
    // The processor that runs remark plugins. Its typography would turn `--force` in a sentence into a dash.
    processor: unified({ remarkPlugins: [remarkSteps], smartypants: false }),
  },
  integrations: [
    starlight({
      title: 'Engram Runbooks',
      // The next page in the alphabet is not the next thing to do.
      pagination: false,
      description:
        'Runbooks for Engram clusters. Their commands are executed against a real cluster.',
      favicon: '/favicon.svg',
      // content/404.md is the error page; Starlight's own would claim the same route.
      disable404Route: true,
      // Asides and heading links: Starlight applies them to src/content/docs only, unless told.
      markdown: { processedDirs: ['content'] },
      routeMiddleware: './src/route-data.ts',
      components: {
        MarkdownContent: './src/components/MarkdownContent.astro',
        PageTitle: './src/components/PageTitle.astro',
        Search: './src/components/Search.astro',
      },
      customCss: ['./src/styles/site.css', './src/styles/runbook.css', './src/styles/print.css'],
      head: [{ tag: 'script', content: idleWithDeadline }],
      sidebar: [
        {
          label: 'Start here',
          items: [
            { label: 'Home', link: '/' },
            { label: 'Alert index', link: '/alerts/' },
            { label: 'All runbooks', link: '/operations/' },
          ],
        },
        { label: 'Operations', items: operationGroups(process.cwd()) },
        { label: 'Guides', items: [{ autogenerate: { directory: 'content/guides' } }] },
        {
          label: 'Reference',
          // A reader comes to a diagnostic from its message or from the search, hardly ever from a list of seventy.
          items: [{ autogenerate: { directory: 'content/reference', collapsed: true } }],
        },
      ],
    }),
  ],
});
