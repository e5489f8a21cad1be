// The project's own pages and rules, for tests that compare what is published with what is written.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRunbook, type Runbook } from '../../../runner/index.ts';

/** The project's folder. */
export const project = join(import.meta.dirname, '../../..');

/** A runbook under content/ with the path at which the site publishes it. */
export interface PublishedRunbook {
  readonly runbook: Runbook;
  readonly url: string;
}

/** All published runbooks, read by the runner. */
export function publishedRunbooks(root = project): readonly PublishedRunbook[] {
  return readdirSync(join(root, 'content'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !file.split('/').some((part) => part.startsWith('_')))
    .sort()
    .flatMap((file) => {
      const path = `content/${file}`;
      const { runbook } = parseRunbook({ path, text: readFileSync(join(root, path)) });
      return runbook.runbook === undefined
        ? []
        : [{ runbook, url: `/${file.replace(/\.md$/, '')}/` }];
    });
}
