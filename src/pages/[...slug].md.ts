// The Markdown source of every page at `/<page>.md`: readable with curl when no browser is at hand.

import { getCollection } from 'astro:content';
import { readFile } from 'node:fs/promises';
import type { APIContext } from 'astro';

export async function getStaticPaths() {
  const pages = await getCollection('docs');
  return pages.map((page) => ({ params: { slug: page.id }, props: { file: page.filePath } }));
}

export async function GET({ props }: APIContext<{ file: string }>): Promise<Response> {
  const text = await readFile(props.file, 'utf8');
  return new Response(text, { headers: { 'content-type': 'text/markdown; charset=utf-8' } });
}
