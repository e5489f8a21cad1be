// The alert index for programs: rule files and chat bots are checked against it.
import type { APIContext } from 'astro';
import { runbookUrlPath } from '../../runner/index.ts';
import { alertEntries } from '../data/alert-index.ts';
import { runbookPages } from '../data/runbook-pages.ts';
import { siteData } from '../data/site-data.ts';

/** `{ "alerts": [{ alert, runbookUrl, page, title, risk, severity? }] }`; URLs are absolute and without final slash. */
export async function GET({ site }: APIContext): Promise<Response> {
  const pages = await runbookPages();
  const alerts = alertEntries(pages).map(({ alert, slug, pageId }) => {
    const page = pages.find(({ id }) => id === pageId);
    const rule = siteData.rules.find(({ name }) => name === alert);
    return {
      alert,
      // Without the final slash, as rule files spell it.
      runbookUrl: new URL(runbookUrlPath(slug).replace(/\/$/, ''), site).href,
      page: new URL(`/${pageId}`, site).href,
      title: page?.title,
      risk: page?.facts.risk,
      severity: rule?.severity,
    };
  });
  return Response.json({ alerts });
}
