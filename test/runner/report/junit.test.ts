import { execFileSync } from 'node:child_process';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { junit } from '../../../runner/report/junit.ts';
import { failed, failedWith, finished, mainPath, print, stepReport } from './sample-report.ts';

interface Case {
  readonly classname: string;
  readonly name: string;
  readonly failure?: { readonly '#text': string };
  readonly 'system-out'?: string;
  readonly 'system-err'?: string;
}

interface Suite {
  readonly name: string;
  readonly tests: string;
  readonly failures: string;
  readonly errors: string;
  readonly skipped: string;
  readonly testcase: readonly Case[];
}

function read(xml: string): readonly Suite[] {
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    trimValues: false,
    isArray: (name) => name === 'testcase' || name === 'testsuite',
  });
  const { testsuites } = parser.parse(xml) as { testsuites: { testsuite: readonly Suite[] } };
  return testsuites.testsuite;
}

describe('the JUnit reporter', () => {
  test('writes a suite a runbook and a case a step', async () => {
    await expect(await print(junit)).toMatchFileSnapshot('expected/junit.xml');
  });

  test('counts in its attributes what its elements say', async () => {
    for (const suite of read(await print(junit))) {
      const has = (verdict: string): string =>
        String(suite.testcase.filter((found) => verdict in found).length);
      expect(suite).toMatchObject({
        tests: String(suite.testcase.length),
        failures: has('failure'),
        errors: has('error'),
        skipped: has('skipped'),
      });
    }
  });

  test('gives every case of a page its own name, for GitLab keeps one of those that share it', async () => {
    const twice = await print(junit, finished(failed, failed, failed));
    const names = read(twice).flatMap(({ testcase }) => testcase.map(({ name }) => name));
    expect(names).toEqual([
      '27: 2. Wait for the promotion › wait-promotion',
      '27: 2. Wait for the promotion › wait-promotion (2)',
      '27: 2. Wait for the promotion › wait-promotion (3)',
    ]);
  });

  test('has no dot but between folders in a class name, for Jenkins takes the last one for the end of a package', async () => {
    const report = { ...mainPath, file: '../v1.2/docs/node.failure.md', steps: [stepReport({})] };
    const last = finished().at(-1);
    if (last?.kind !== 'run-finished') throw new Error('no end');
    const xml = await print(junit, [{ ...last, report: { ...last.report, runbooks: [report] } }]);
    expect(read(xml)[0]?.testcase[0]?.classname).toBe('v1_2.docs.node_failure');
  });

  test('keeps every byte of an output that XML can hold, and shows the others', async () => {
    const all = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
    const xml = await print(junit, finished(failedWith(all)));
    const [suite] = read(xml);
    const shown = suite?.testcase[0]?.['system-err'] ?? '';
    expect(
      shown.startsWith('\\x00\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\t\n\\x0b\\x0c\\r\\x0e'),
    ).toBe(true);
    expect(shown).toContain(' !"#$%&\'()*+,-./0123456789:;<=>?@ABC');
    expect(shown).toContain('~\\x7f\\x80');
    expect(shown.endsWith('ýþÿ\n')).toBe(true);
  });

  test('is read by expat, whatever a step prints', async () => {
    const texts = [
      Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join(''),
      ']]> <![CDATA[ -- --> &amp; &#0; </system-out>',
      '\ud800 \udc00\ud800 \uffff \ufffe \ufeff \u{1f600}',
    ];
    for (const text of texts) {
      const xml = await print(junit, finished(failedWith(text)));
      const script =
        'import sys, xml.dom.minidom as m; print(len(m.parse(sys.stdin.buffer).getElementsByTagName("testcase")))';
      expect(execFileSync('python3', ['-c', script], { input: xml, encoding: 'utf8' })).toBe('1\n');
    }
  });

  test('lets no output choose a file that GitLab or Jenkins would attach', async () => {
    const xml = await print(junit, finished(failedWith('[[ATTACHMENT|/etc/passwd]]')));
    const [found] = read(xml)[0]?.testcase ?? [];
    expect(found?.['system-err']).toBe('[\\x5bATTACHMENT|/etc/passwd]]\n');
  });
});
