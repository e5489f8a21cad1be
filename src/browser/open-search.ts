// Opens the search dialog from anywhere on a page, with words taken from a dead link if there are any.

/** Milliseconds to wait for the search box, which Starlight mounts when the browser is idle. */
const mountDeadlineMs = 5_000;

/** Opens the dialog; `path` of a page that does not exist becomes the first query (`…/engram-node-down` → its words). */
export function openSearch(path: string): void {
  document.querySelector<HTMLButtonElement>('button[data-open-modal]')?.click();
  const dialog = document.querySelector('site-search dialog');
  if (dialog === null) return;
  const query = wordsOfPath(path);
  whenMounted(dialog, (input) => {
    if (query !== '') {
      input.value = query;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
    input.focus();
  });
}

/** The last part of a path as words: `/operations/runbooks/engram-node-down/` → `engram node down`. */
export function wordsOfPath(path: string): string {
  const last = path.split('/').findLast((part) => part !== '') ?? '';
  return decoded(last)
    .replace(/\.\w+$/, '')
    .replaceAll(/[-_]+/g, ' ')
    .trim();
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A mangled address is still worth searching for.
  }
}

function whenMounted(dialog: Element, use: (input: HTMLInputElement) => void): void {
  const find = () => dialog.querySelector<HTMLInputElement>('.pagefind-ui__search-input');
  const mounted = find();
  if (mounted !== null) {
    use(mounted);
    return;
  }
  const observer = new MutationObserver(() => {
    const input = find();
    if (input === null) return;
    observer.disconnect();
    use(input);
  });
  observer.observe(dialog, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), mountDeadlineMs);
}
