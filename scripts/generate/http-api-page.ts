// The reference page of the HTTP API: every operation of the contract with its fields, its errors and its examples.
import { join, resolve } from 'node:path';
import {
  accessOf,
  commonErrors,
  type Endpoint,
  type EndpointName,
  endpoints,
  errorStatus,
} from '../../cluster/api/contract.ts';
import { examples } from '../../test/cluster/api/examples/all.ts';
import type { Example } from '../../test/cluster/api/examples/example.ts';
import type { GeneratedFile } from './generated-file.ts';
import { type Field, fieldsOf } from './schema-fields.ts';

const root = resolve(import.meta.dirname, '../..');

/** The first whose path begins so is the section of an operation. */
const sections = [
  ['/api/v1/memories', 'Memories'],
  ['/api/v1/episodes', 'Memories'],
  ['/api/v1/consolidations', 'Memories'],
  ['/api/v1/operations', 'Memories'],
  ['/api/v1/query', 'Memories'],
  ['/api/v1/spaces', 'Spaces and copies'],
  ['/api/v1/cluster/backup', 'Backup'],
  ['/api/v1/cluster/nodes', 'Members and nodes'],
  ['/api/v1/cluster/members', 'Members and nodes'],
  ['/api/v1/cluster/initialize', 'Members and nodes'],
  ['/api/v1/cluster/upgrade', 'Members and nodes'],
  ['/api/v1/cluster/finalize-upgrade', 'Members and nodes'],
  ['/api/v1/shutdown', 'Members and nodes'],
  ['/shutdown', 'Older paths'],
  ['/cluster', 'Older paths'],
  ['/metrics/prometheus', 'Older paths'],
  ['/api/v1/system', 'Older paths'],
  ['/api/v1/cluster/gossip', 'Consolidation'],
  ['/api/v1/cluster/con', 'Consolidation'],
  ['/api/v1/cluster/divergence', 'Consolidation'],
  ['/api/v1/cluster', 'Spaces and copies'],
  ['/health', 'Health and metrics'],
  ['/metrics', 'Health and metrics'],
] as const;

export function httpApiPage(): GeneratedFile {
  const titles = [...new Set(sections.map(([, title]) => title))];
  const names = Object.keys(endpoints) as EndpointName[];
  const text = `---
title: HTTP API
# It names every path and field, so it would stand before the runbook that says what to do; the sidebar leads to it.
pagefind: false
description: Every operation of a node, with its fields, its errors and examples that are asked of a real cluster.
---

<!-- Written by \`npm run reference\` from cluster/api/contract/ and test/cluster/api/examples/. Change it there. -->

A node answers on port 7432. Bodies are JSON; a field or parameter that is not listed is refused. Answers may gain fields, so leave aside what you do not know.
Every example is asked of a running cluster by a test, and the fields of the real answer are compared with those shown here; an id that an order gave stands in the questions about it.

## Common to all

- **Space.** The header \`X-Memory-Space\` (also \`X-Engram-Memory-Space\`, \`X-Memory-Space-Id\`), else \`?space=\`, else \`memory_space_id\` in the body, else \`default\`. Places that disagree are refused with 400.
- **Keys.** With \`security.auth_mode = "api_key"\`: \`Authorization: Bearer engram_key_…\`. *Access* says what each operation asks for. See [Secure a cluster](/guides/secure-a-cluster/).
- **Request id.** \`X-Request-Id\` is taken over, or made, and stands in the answer, the log and the audit.
- **Retry.** 503 and 429 carry \`Retry-After\`, seconds. The error of a write says in \`outcome\` whether it certainly did not happen.

Any operation may answer with these errors:

| code | status |
| --- | --- |
${commonErrors.map((code) => `| \`${code}\` | ${errorStatus[code]} |`).join('\n')}

${titles
  .map((title) => {
    const inside = names.filter((name) => sectionOf(endpoints[name]) === title);
    return inside.length === 0 ? '' : `## ${title}\n\n${inside.map(operation).join('\n')}`;
  })
  .filter((section) => section !== '')
  .join('\n')}`;
  return { path: join(root, 'content/reference/http-api.md'), text };
}

function sectionOf({ path }: Endpoint): string {
  const found = sections.find(([start]) => path.startsWith(start));
  if (found === undefined)
    throw new Error(`Unexpected path \`${path}\`, expected a section for it`);
  return found[1];
}

function operation(name: EndpointName): string {
  const endpoint: Endpoint = endpoints[name];
  const { method, path, summary, params, query, request, response, status, errors } = endpoint;
  const own = errors.filter((code) => !commonErrors.includes(code));
  const parts = [
    `### ${method} ${path}`,
    summary,
    `Access: \`${accessOf(endpoint)}\`. Success: ${status}.${own.length === 0 ? '' : ` Errors of its own: ${own.map((code) => `\`${code}\` (${errorStatus[code]})`).join(', ')}.`}`,
    table('Path', fieldsOf(params, 'input')),
    table('Query', fieldsOf(query, 'input')),
    request === null ? '' : table('Body', fieldsOf(request, 'input')),
    response === null ? 'The answer is text.' : answerTable(fieldsOf(response, 'output')),
    ...examples.filter((example) => example.endpoint === name).map(exampleText),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function table(title: string, fields: readonly Field[]): string {
  if (fields.length === 0) return '';
  const rows = fields.map(
    ({ path, type, required, fallback }) =>
      `| \`${path}\` | ${cell(type)} | ${required ? 'required' : fallback === undefined ? 'optional' : `\`${cell(fallback)}\``} |`,
  );
  return [`| ${title} | holds | default |`, '| --- | --- | --- |', ...rows].join('\n');
}

function answerTable(fields: readonly Field[]): string {
  const rows = fields.map(({ path, type }) => `| \`${path}\` | ${cell(type)} |`);
  return ['| Answer | holds |', '| --- | --- |', ...rows].join('\n');
}

function exampleText({ title, endpoint, params, query, headers, body, response }: Example): string {
  const { method, path } = endpoints[endpoint];
  const filled = path.replace(/:(\w+)/g, (_, key: string) => params?.[key] ?? '');
  const lines = [
    `${method} ${filled}${query ?? ''}`,
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['', JSON.stringify(body, null, 2)]),
  ];
  const isText = typeof response === 'string';
  if (response === '') return `${title}\n\n\`\`\`http\n${lines.join('\n')}\n\`\`\``;
  const shown = isText ? `${response}\n…` : JSON.stringify(response, null, 2);
  return `${title}\n\n\`\`\`http\n${lines.join('\n')}\n\`\`\`\n\n\`\`\`${isText ? 'text' : 'json'}\n${shown}\n\`\`\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
