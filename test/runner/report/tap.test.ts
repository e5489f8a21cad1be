import { type FinalResults, Parser, type Result } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import { tap } from '../../../runner/report/tap.ts';
import { failedWith, finished, print } from './sample-report.ts';

interface Read {
  readonly results: FinalResults;
  /** What every test point below every subtest says. */
  readonly points: { readonly name: string; readonly skip: unknown; readonly diag: unknown }[];
  readonly strays: string[];
}

async function read(text: string): Promise<Read> {
  const points: Read['points'] = [];
  const strays: string[] = [];
  const results = await new Promise<FinalResults>((resolve) => {
    const parser = new Parser({ strict: true }, resolve);
    parser.on('child', (child: Parser) => {
      child.on('assert', ({ name, skip, diag }: Result) => points.push({ name, skip, diag }));
      child.on('extra', (line: string) => strays.push(line));
    });
    parser.on('extra', (line: string) => strays.push(line));
    parser.end(text);
  });
  return { results, points, strays };
}

describe('the TAP reporter', () => {
  test('writes a subtest a runbook and a test point a step', async () => {
    await expect(await print(tap)).toMatchFileSnapshot('expected/report.tap');
  });

  test('is read by a strict parser', async () => {
    const { results, strays } = await read(await print(tap));
    expect(strays).toEqual([]);
    expect(results).toMatchObject({ ok: false, count: 3, pass: 1, fail: 2, bailout: false });
    // Two runbooks did not pass; nothing else is wrong with the document.
    expect(results.failures.map(({ name }) => name)).toEqual([
      'Node failure (docs/failure.md)',
      'Empty | page (docs/empty.md)',
    ]);
  });

  test('says why a step was skipped', async () => {
    const { points } = await read(await print(tap));
    expect(points.filter(({ skip }) => skip).map(({ skip }) => skip)).toEqual([
      'Step `wait-promotion` did not pass',
      'Step `wait-promotion` did not pass',
      'needs a second data centre',
    ]);
  });

  test('gives output back as it was, as far as it can be printed', async () => {
    const output =
      '!  ...\n---\nok 1 - no\n\n# SKIP\n1..9\nBail out!\n"quoted": |\n\ttab é \u{1f600}';
    const { results, points, strays } = await read(await print(tap, finished(failedWith(output))));
    expect(strays).toEqual([]);
    expect(results).toMatchObject({ count: 1, fail: 1, bailout: false });
    expect(points).toMatchObject([
      {
        name: `${output.replaceAll('\n', '\\n').replaceAll('\t', ' ')} › wait-promotion`,
        diag: {
          severity: 'fail',
          at: { file: 'docs/failure.md', line: 31 },
          stdout: output,
          stderr: output,
        },
      },
    ]);
  });
});
