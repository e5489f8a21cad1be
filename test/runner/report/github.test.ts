import { describe, expect, test } from 'vitest';
import { github } from '../../../runner/report/github.ts';
import { annotation, group, inert } from '../../../runner/report/workflow-command.ts';
import { failedWith, finished, print } from './sample-report.ts';

describe('a workflow command', () => {
  test('escapes what would end its message', () => {
    expect(annotation('error', {}, '100%\r\n::warning::a,b:c')).toBe(
      '::error ::100%25%0D%0A::warning::a,b:c',
    );
  });

  test('escapes what would end a property as well', () => {
    expect(annotation('error', { file: 'a,b:c%.md', line: 3, title: 'x\ny' }, 'm')).toBe(
      '::error file=a%2Cb%3Ac%25.md,line=3,title=x%0Ay::m',
    );
  });

  test('puts a title on one line', () => {
    expect(group('a\n::error::b')).toBe('::group::a%0A::error::b');
  });

  test('stops commands around lines of others', () => {
    expect(inert('T', ['::error::x'])).toEqual(['::stop-commands::T', '::error::x', '::T::']);
  });
});

describe('the GitHub reporter', () => {
  test('folds what passed, and annotates each step that did not', async () => {
    await expect(await print(github)).toMatchFileSnapshot('expected/github.txt');
  });

  test('gives no step a way to say a command of its own', async () => {
    const text = await print(github, finished(failedWith('::error::x\n##[error]y\n::TOKEN2::')));
    let isStopped = false;
    const commands: string[] = [];
    for (const line of text.split('\n')) {
      if (line === '::TOKEN::') isStopped = false;
      else if (!isStopped && line.trim() !== '') commands.push(line.split(/[ :]+/)[1] ?? line);
      if (line === '::stop-commands::TOKEN') isStopped = true;
    }
    expect(commands).toEqual(['stop-commands', 'stop-commands', 'error']);
  });

  test('names files from the root of the repository', async () => {
    const text = await print(github, undefined, { folder: 'services/billing' });
    const files = [...text.matchAll(/^::\w+ file=([^,]+),/gm)].map(([, file]) => file);
    expect(files).toEqual([
      'services/billing/docs/failure.md',
      'services/billing/docs/failure.md',
      'services/billing/docs/failure.md',
      'services/billing/docs/empty.md',
    ]);
  });
});
