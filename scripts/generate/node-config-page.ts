// The reference page of a node's configuration: every key of its schema with type, default and effect.
import { join, resolve } from 'node:path';
import { configFile } from '../../cluster/api/contract.ts';
import type { GeneratedFile } from './generated-file.ts';
import { type Field, fieldsOf } from './schema-fields.ts';

const root = resolve(import.meta.dirname, '../..');

export function nodeConfigPage(): GeneratedFile {
  // A table of keys has no row of its own, but for one that says something by being there.
  const keys = fieldsOf(configFile, 'input').filter(
    ({ type, description }) => type !== 'object' || description !== undefined,
  );
  const sections = [...new Set(keys.map(sectionOf))];
  const text = `---
title: Node configuration
pagefind: false
description: Every key of a node's configuration file, with its type, its default and what it does.
---

<!-- Written by \`npm run reference\` from cluster/config/. Change it there. -->

A node reads one TOML file: \`engram start --config FILE\`, or \`ENGRAM_CONFIG\`. Every key may be left out. A key that is not listed here is refused, with the one that was probably meant. A duration is a string such as \`"500ms"\`, \`"2s"\`, \`"5m"\` or \`"1h"\`.
Variables win over the file, flags over both: \`ENGRAM_DATA_DIR\`, \`ENGRAM_HTTP_BIND\`, \`ENGRAM_SWIM_BIND\`, \`ENGRAM_CLUSTER_ADVERTISE_ADDR\`, \`ENGRAM_AUTH_MODE\`, \`ENGRAM_API_KEY_PATH\`, \`ENGRAM_CLUSTER_SECRET_FILE\`.
\`engram config check --config FILE\` says what a node would be started with, and what would keep it from starting. Changes take effect at the next start.

${sections
  .map((section) => {
    const inside = keys.filter((key) => sectionOf(key) === section && key.unused === undefined);
    return inside.length === 0 ? '' : `## ${titleOf(section)}\n\n${table(inside)}\n\n`;
  })
  .join('')}## Accepted without effect

Files that were written for upstream's Engram start a node as well. These keys are checked and then left alone. A node that finds one in its file logs \`key-without-effect\` when it starts, and \`engram config check\` lists it.

${tableOfUnused(keys)}
`;
  return { path: join(root, 'content/reference/node-config.md'), text };
}

/** The table that a key stands in; empty at the top. */
function sectionOf({ path }: Field): string {
  return path.split('.').slice(0, -1).join('.');
}

function titleOf(section: string): string {
  return section === '' ? 'At the top' : `\\[${section}\\]`;
}

function table(keys: readonly Field[]): string {
  const rows = keys.map(
    ({ path, type, required, fallback, description = '' }) =>
      `| \`${path}\` | ${type} | ${fallback === undefined ? (required ? 'required' : '') : `\`${fallback}\``} | ${escapeCell(description)} |`,
  );
  return ['| key | holds | default | what it does |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function tableOfUnused(keys: readonly Field[]): string {
  const rows = keys.flatMap(({ path, type, unused }) =>
    unused === undefined ? [] : [`| \`${path}\` | ${type} | ${escapeCell(unused)} |`],
  );
  return ['| key | holds | no effect, because |', '| --- | --- | --- |', ...rows].join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
