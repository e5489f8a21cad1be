// The alerts that a repository's rule files define: those that pages may name. Loaded only where the config names rule files.
import { globSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { UserError } from '../errors.ts';

/** `patterns` are relative to `folder`. Rule files of Prometheus, and `PrometheusRule` objects of Kubernetes. */
export function readAlertNames(patterns: readonly string[], folder: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const pattern of patterns) {
    const files = globSync(pattern, { cwd: folder });
    if (files.length === 0) {
      throw new UserError(
        `Unexpected \`alerts\` in the config: \`${pattern}\` matches no file, expected rule files`,
        `it starts from \`${folder}\``,
      );
    }
    for (const file of files)
      for (const name of namesIn(resolve(folder, file), folder)) names.add(name);
  }
  return names;
}

function namesIn(path: string, folder: string): readonly string[] {
  return parseAllDocuments(readFileSync(path, 'utf8')).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      const [first = error.message] = error.message.split('\n');
      throw new UserError(
        `Unexpected text in the rule file \`${relative(folder, path)}\`, expected YAML: ${first}`,
      );
    }
    const content = document.toJS() as unknown;
    return groupsOf(content).flatMap((group) => listOf(group, 'rules').flatMap(alertOf));
  });
}

function groupsOf(content: unknown): readonly unknown[] {
  const groups = listOf(content, 'groups');
  return groups.length > 0 ? groups : listOf(fieldOf(content, 'spec'), 'groups');
}

function alertOf(rule: unknown): readonly string[] {
  const name = fieldOf(rule, 'alert');
  return typeof name === 'string' ? [name] : [];
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const found = fieldOf(value, key);
  return Array.isArray(found) ? found : [];
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
