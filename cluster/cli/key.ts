/** `engram key create|list|revoke`: works on the file, which running nodes follow. */
import { randomBytes, randomInt } from 'node:crypto';
import { StartError, sentenceOf } from '../errors.ts';
import { readPrivateFile, replacePrivateFile } from '../io/private-file.ts';
import {
  emptyKeyFile,
  formatKeyFile,
  type KeyFile,
  type KeyRow,
  parseKeyFile,
} from '../security/key-file.ts';
import { hashSecret } from '../security/key-hash.ts';
import { formatKeyText, newKeyText } from '../security/key-text.ts';
import type { KeyArguments, KeyOrder } from './key-arguments.ts';

export const keyHelpText = `Make, list and revoke API keys. Nodes with this file follow it within a second.

Usage
  engram key create --file FILE --name NAME --scope SCOPE [--scope SCOPE]
                    [--space SPACE] [--valid-for 90d] [--rate N] [--json]
  engram key list   --file FILE [--json]
  engram key revoke --file FILE ID [--json]

Options
  --file FILE      the keys of the cluster, the same file on every node; or ENGRAM_API_KEY_PATH
  --name NAME      for people: it stands in audit lines
  --scope SCOPE    admin, memory:read, memory:write or memory:delete; may be given several times
  --space SPACE    a space that the key may touch, default all; may be given several times
  --valid-for T    30m, 12h, 90d; default for ever
  --rate N         requests a second, default the node's own limit

Examples
  engram key create --file /etc/engram/api_keys.json --name ops --scope admin
  engram key create --file keys.json --name app --scope memory:read --scope memory:write --space notes
  engram key revoke --file keys.json zN3v0Qm4TnGm2kUo1cXw7aBd
`;

type Work = Exclude<KeyArguments, { kind: 'help' | 'wrong' }>;

export type KeyOutput = {
  /** For standard output. */
  readonly text: string;
  /** For whoever looks on: standard error. */
  readonly note?: string;
};

/** Does it; resolves with what to print. */
export async function runKeyCommand(work: Work, wallMs: number): Promise<KeyOutput> {
  switch (work.kind) {
    case 'create':
      return await create(work, wallMs);
    case 'list': {
      const { keys } = await readKeys(work.file);
      const shown = keys.map(withoutHash);
      return { text: work.json ? toJson(shown) : table(keys, wallMs) };
    }
    case 'revoke': {
      const file = await readKeys(work.file);
      const keys = file.keys.filter(({ id }) => id !== work.id);
      if (keys.length === file.keys.length) {
        throw new StartError(`Unexpected key id \`${work.id}\`, expected one of the file.`, {
          hint: 'list them with `engram key list`',
        });
      }
      await write(work.file, { ...file, keys });
      const done = { revoked: work.id, effective_within_seconds: 1 };
      const sentence = `revoked ${work.id}; nodes refuse it within a second\n`;
      return { text: work.json ? toJson(done) : sentence };
    }
  }
}

async function create(
  { file: path, order, json }: Extract<Work, { kind: 'create' }>,
  wallMs: number,
): Promise<KeyOutput> {
  const file = await readKeys(path, { mayBeMissing: true });
  const text = newKeyText((bound) => randomInt(bound));
  const row = await toRow(text, order, wallMs);
  await write(path, { ...file, keys: [...file.keys, row] });
  const key = formatKeyText(text);
  return {
    text: json ? toJson({ key, ...withoutHash(row) }) : `${key}\n`,
    note: 'Keep it now: only its hash is stored, nobody can show it again.\n',
  };
}

async function toRow(
  { id, secret }: ReturnType<typeof newKeyText>,
  order: KeyOrder,
  wallMs: number,
): Promise<KeyRow> {
  const { validForMs, perSecond } = order;
  return {
    id,
    name: order.name,
    hash: await hashSecret(secret, randomBytes(16)),
    scopes: [...order.scopes],
    spaces: order.spaces === null ? null : [...order.spaces],
    created_at: new Date(wallMs).toISOString(),
    expires_at: validForMs === null ? null : new Date(wallMs + validForMs).toISOString(),
    rate_limit:
      perSecond === null
        ? null
        : { requests_per_second: perSecond, burst: Math.max(1, Math.ceil(perSecond * 2)) },
  };
}

async function readKeys(
  path: string,
  { mayBeMissing = false }: { readonly mayBeMissing?: boolean } = {},
): Promise<KeyFile> {
  let text: string;
  try {
    text = await readPrivateFile(path);
  } catch (cause) {
    if (mayBeMissing && (cause as NodeJS.ErrnoException).code === 'ENOENT') return emptyKeyFile;
    throw new StartError(`Cannot read the API keys \`${path}\`: ${sentenceOf(cause)}.`, { cause });
  }
  const parsed = parseKeyFile(text);
  if (parsed.kind === 'valid') return parsed.file;
  throw new StartError(`Unexpected content of \`${path}\`: ${parsed.message}.`);
}

async function write(path: string, file: KeyFile): Promise<void> {
  await replacePrivateFile(path, formatKeyFile(file)).catch((cause: unknown) => {
    throw new StartError(`Cannot write the API keys \`${path}\`: ${sentenceOf(cause)}.`, { cause });
  });
}

function withoutHash({ hash: _, ...shown }: KeyRow): Omit<KeyRow, 'hash'> {
  return shown;
}

function table(keys: readonly KeyRow[], wallMs: number): string {
  const rows = keys.map(({ id, name, scopes, spaces, expires_at: expires }) => [
    id,
    name,
    scopes.join(','),
    spaces === null ? 'all' : spaces.join(','),
    expires === null ? 'never' : `${expires}${Date.parse(expires) <= wallMs ? ' (expired)' : ''}`,
  ]);
  const lines = [['id', 'name', 'scopes', 'spaces', 'expires'], ...rows];
  const widths = lines[0]?.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const toLine = (line: readonly string[]): string =>
    line
      .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${lines.map(toLine).join('\n')}\n`;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
