// A run gets its own copy of the caller's kubeconfig: `kubectl config use-context` on a page, or a cluster that a fixture
// makes, changes the copy, which goes away with the run, and never the file that a person works with.
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string>>;

/**
 * The value of `KUBECONFIG` for a shell with this environment. `folder`: for the copies; the first call makes it, later
 * ones for the same run find it. As `kubectl` does: the files of `KUBECONFIG`, else `~/.kube/config`; one that is not
 * there is passed over, and with none there is an empty one, so that what is written lands in it.
 */
export async function ownKubeConfig(env: Environment, folder: string): Promise<string> {
  if (isNewFolder(folder)) await copyAll(callersFiles(env), folder);
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .join(':');
}

function isNewFolder(folder: string): boolean {
  return mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
}

function callersFiles(env: Environment): readonly string[] {
  const named = (env['KUBECONFIG'] ?? '').split(':').filter((path) => path !== '');
  if (named.length > 0) return named.map((path) => resolve(path));
  return env['HOME'] ? [join(env['HOME'], '.kube/config')] : [];
}

async function copyAll(files: readonly string[], folder: string): Promise<void> {
  let copies = 0;
  for (const file of files) {
    const copy = join(folder, String(copies));
    const found = readText(file);
    if (found.kind === 'none') continue;
    copies++;
    // What cannot be read cannot be written either: `kubectl` says so in its own words.
    if (found.kind === 'refused') symlinkSync(file, copy);
    else writeFileSync(copy, await withAbsolutePaths(found.text, dirname(file)), { mode: 0o600 });
  }
  if (copies === 0) closeSync(openSync(join(folder, '0'), 'wx', 0o600));
}

type FoundText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused' };

function readText(file: string): FoundText {
  try {
    return { kind: 'text', text: readFileSync(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { kind: code === 'ENOENT' || code === 'ENOTDIR' ? 'none' : 'refused' };
  }
}

/** Only what names a file: `certificate-authority-data` holds the certificate itself. */
const fileKeys = [
  'certificate-authority',
  'client-certificate',
  'client-key',
  'tokenFile',
] as const;
const mayNameFiles = new RegExp(`(?:${[...fileKeys, 'command'].join('|')})["']?\\s*:`);

/** Paths in it start from the folder of the file, and the copy lies elsewhere. Text that is no YAML stays as it is. */
async function withAbsolutePaths(text: string, folder: string): Promise<string> {
  // The parser is loaded only where something may have to be written differently.
  if (!mayNameFiles.test(text)) return text;
  const { isMap, isScalar, parseDocument, visit } = await import('yaml');
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  let isChanged = false;
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isScalar(value) || typeof value.value !== 'string') return;
      const path = value.value;
      // A command without a slash is looked for on `PATH`.
      const isFile =
        fileKeys.some((name) => name === key.value) ||
        (key.value === 'command' && path.includes('/'));
      if (!isFile || path === '' || path.startsWith('/')) return;
      value.value = resolve(folder, path);
      isChanged = true;
    },
  });
  return isChanged && isMap(document.contents) ? document.toString({ lineWidth: 0 }) : text;
}
