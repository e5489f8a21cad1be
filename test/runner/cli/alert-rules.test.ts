import { describe, expect, test } from 'vitest';
import { readAlertNames } from '../../../runner/cli/alert-rules.ts';
import { scratchFolder } from '../../support/scratch.ts';

const group = (alert: string): string =>
  `groups:\n  - name: keys\n    rules:\n      - alert: ${alert}\n        expr: up == 0\n      - record: a:b\n        expr: up\n`;

describe('the alerts of rule files', () => {
  test('are those of every file that a pattern matches, recording rules left out', async () => {
    const folder = await scratchFolder({
      'rules/a.yml': group('KeysExpire'),
      'rules/deep/b.yml': group('"KeysGone"'),
      'rules/notes.txt': 'no: [yaml',
    });
    expect([...readAlertNames(['rules/**/*.yml'], folder)].toSorted()).toEqual([
      'KeysExpire',
      'KeysGone',
    ]);
  });

  test('stand in `PrometheusRule` objects too, several in one file', async () => {
    const nested = group('KeysExpire').replaceAll(/^/gm, '  ');
    const folder = await scratchFolder({
      'a.yml': `kind: ConfigMap\ndata: {}\n---\nkind: PrometheusRule\nspec:\n${nested}`,
    });
    expect([...readAlertNames(['a.yml'], folder)]).toEqual(['KeysExpire']);
  });

  test('must be somewhere: a pattern that matches no file is a mistake', async () => {
    const folder = await scratchFolder();
    expect(() => readAlertNames(['rules/*.yml'], folder)).toThrow(
      'Unexpected `alerts` in the config: `rules/*.yml` matches no file, expected rule files',
    );
  });

  test('cannot be read from a file that is no YAML, which is named', async () => {
    const folder = await scratchFolder({ 'a.yml': 'groups: [' });
    expect(() => readAlertNames(['a.yml'], folder)).toThrow(
      /^Unexpected text in the rule file `a\.yml`, expected YAML: .+$/,
    );
  });
});
