// Reads a built site from disk and finds links that lead nowhere: pages, files, and anchors on pages.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the check saw; `dead` holds one line per link. */
export interface LinkCheck {
  readonly pages: number;
  readonly links: number;
  readonly dead: readonly string[];
  /** `page#id` for ids that occur more than once: a link to them is a matter of luck. */
  readonly doubledIds: readonly string[];
}

interface BuiltPage {
  readonly url: string;
  readonly ids: readonly string[];
  readonly links: readonly string[];
}

/** Checks every `href` and `src` within the site under `folder`; links to other hosts are not followed. */
export function checkLinks(folder: string): LinkCheck {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .map((file) =>
      readPage(
        `/${file.replace(/(^|\/)index\.html$/, '$1')}`,
        readFileSync(join(folder, file), 'utf8'),
      ),
    );
  const byUrl = new Map(pages.map((page) => [page.url, page]));
  const inside = pages.flatMap((page) =>
    page.links.filter(isInside).map((link) => ({ page, link })),
  );
  const dead = inside.flatMap(({ page, link }) => {
    const reason = deadBecause(link, page, byUrl, folder);
    return reason === undefined ? [] : [`${page.url} → ${link}: ${reason}`];
  });
  const doubledIds = pages.flatMap(({ url, ids }) =>
    [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => `${url}#${id}`),
  );
  return { pages: pages.length, links: inside.length, dead: [...new Set(dead)], doubledIds };
}

function readPage(url: string, html: string): BuiltPage {
  const markup = html
    .replaceAll(/(<script\b[^>]*>)[\s\S]*?<\/script>/g, '$1')
    .replaceAll(/<!--[\s\S]*?-->/g, '');
  const values = (pattern: RegExp) =>
    [...markup.matchAll(pattern)].map((match) => fromEntities(match[1] ?? ''));
  return {
    url,
    ids: values(/\sid="([^"]+)"/g),
    links: values(/<[a-z][^>]*?\s(?:href|src)="([^"]*)"/g),
  };
}

function deadBecause(
  link: string,
  from: BuiltPage,
  pages: ReadonlyMap<string, BuiltPage>,
  folder: string,
): string | undefined {
  const { pathname, hash } = new URL(link, `http://site.invalid${from.url}`);
  const path = decodeURIComponent(pathname);
  const page = pages.get(path) ?? pages.get(`${path}/`);
  if (page === undefined) {
    const file = join(folder, path);
    return existsSync(file) && statSync(file).isFile() ? undefined : 'no such page';
  }
  const id = decodeURIComponent(hash.slice(1));
  return id === '' || page.ids.includes(id) ? undefined : 'no such anchor';
}

function isInside(link: string): boolean {
  return !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(link);
}

function fromEntities(value: string): string {
  return value
    .replaceAll('&quot;', '"')
    .replaceAll(/&#(?:39|x27);/g, "'")
    .replaceAll(/&(?:amp|#38);/g, '&');
}
