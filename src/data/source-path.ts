/** Where the Markdown source of a page is published: `curl` reads runbooks too. */
export function sourcePath(pageId: string): string {
  return `/${pageId}.md`;
}
