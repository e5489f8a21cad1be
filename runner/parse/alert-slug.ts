// The one function between the name of an alert and the page that its `runbook_url` opens.

/** `NodeDown` → `node-down`, `HTTPLatencyHigh` → `http-latency-high`. */
export function alertSlug(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase();
}

/** URL path of a runbook, with a slash at both ends. `base` is where the runbooks are published. */
export function runbookUrlPath(slug: string, base = '/operations/runbooks/'): string {
  return `${base.endsWith('/') ? base : `${base}/`}${slug}/`;
}
