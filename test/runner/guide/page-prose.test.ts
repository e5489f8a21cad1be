import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { type PageProse, readPageProse } from '../../../runner/guide/page-prose.ts';
import { parseInline, parseProse } from '../../../runner/parse/markdown.ts';

/** `@a` on a line of its own is a step, `@!a` one of a branch. */
function read(page: string): { readonly prose: PageProse; readonly at: (name: string) => number } {
  const source = page.replaceAll(/^@(!?\w+)$/gm, '```bash $1\nx\n```');
  const lines = source.split('\n');
  const fences = lines.flatMap((line, index) => (line.startsWith('```bash') ? [index + 1] : []));
  const prose = readPageProse(parseProse(source), {
    width: 40,
    colors: pc.createColors(false),
    lines,
    steps: new Set(fences),
    expectations: new Set(),
    asides: new Set(fences.filter((line) => lines[line - 1]?.includes('!'))),
    parseInline,
  });
  return { prose, at: (name) => lines.indexOf(`\`\`\`bash ${name}`) + 1 };
}

const page = `# Title

Intro.

## Steps

### One

Read this.

@a

**Failure mode:** it is off:

- switch it on

After.

### Two

@b

@c

**Failure mode:** both are off.

### Three

@d

## Rollback

Undo it.

## Troubleshooting

Ask somebody.

## Success metrics

It works.
`;

describe('the prose of a page', () => {
  test('before a step is what stands between it and the step above, failure modes left out', () => {
    const { prose, at } = read(page);
    expect(prose.before(at('a')).join('\n')).toBe(
      'Intro.\n\n── Steps ───────────────────────────────\n\n▸ One\n\nRead this.',
    );
    expect(prose.before(at('b')).join('\n')).toBe('After.\n\n▸ Two');
    expect(prose.before(at('c'))).toEqual([]);
  });

  test('directly before a step begins with the headings that it stands below', () => {
    const { prose, at } = read(page);
    expect(prose.directlyBefore(at('b')).join('\n')).toBe(
      '── Steps ───────────────────────────────\n\n▸ Two',
    );
    expect(prose.directlyBefore(at('c')).join('\n')).toBe(
      '── Steps ───────────────────────────────\n\n▸ Two',
    );
  });

  test('about a failure is the next failure mode of its section, with the list that belongs to it', () => {
    const { prose, at } = read(page);
    expect(prose.failureMode(at('a')).join('\n')).toBe(
      'Failure mode: it is off:\n\n• switch it on',
    );
    expect(prose.failureMode(at('b')).join('\n')).toBe('Failure mode: both are off.');
    expect(prose.failureMode(at('c')).join('\n')).toBe('Failure mode: both are off.');
    expect(prose.failureMode(at('d'))).toEqual([]);
  });

  test('a failure mode may be a heading of its own', () => {
    const { prose, at } = read(
      '### One\n\n@a\n\n#### Failure mode\n\nIt is off.\n\n### Two\n\n@b\n',
    );
    expect(prose.failureMode(at('a'))).toEqual(['It is off.']);
  });

  test('at the end leaves out what is kept for trouble', () => {
    const { prose } = read(page);
    expect(prose.atTheEnd.join('\n')).toBe('── Success metrics ─────────────────────\n\nIt works.');
    expect(prose.troubleshooting.join('\n')).toBe(
      '── Troubleshooting ─────────────────────\n\nAsk somebody.',
    );
  });

  test('does not lead to steps of a branch, but tells of them at a failure', () => {
    const { prose, at } = read(
      '## Steps\n\n@a\n\n**Failure mode:** it is off. Switch it on:\n\n@!x\n\nThen:\n\n@b\n\n### If it burns\n\nRun.\n\n@!y\n\n## End\n\nBye.\n',
    );
    expect(prose.before(at('b'))).toEqual(['Then:']);
    expect(prose.failureMode(at('a'))).toEqual(['Failure mode: it is off. Switch it on:']);
    expect(prose.atTheEnd.join('\n')).toBe('── End ─────────────────────────────────\n\nBye.');
  });

  test('a section about rollback stays where it has steps', () => {
    const { prose, at } = read('## Steps\n\n@a\n\n## Rollback\n\nUndo:\n\n@b\n');
    expect(prose.before(at('b')).join('\n')).toBe(
      '── Rollback ────────────────────────────\n\nUndo:',
    );
  });
});
