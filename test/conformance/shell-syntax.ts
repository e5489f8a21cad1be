import { expect, test } from 'vitest';
import { findUnfinishedHereDocument } from '../../runner/execute/here-document.ts';
import type { ShellBench } from '../support/shell.ts';

export function testShellSyntax({ openShell, runSteps }: ShellBench): void {
  test('an unbalanced quote fails its step and leaves the next one alone', async () => {
    expect(await runSteps('echo "abc', 'echo next')).toEqual([
      {
        end: '2',
        out: '',
        err: 'bash: eval: line 10: unexpected EOF while looking for matching `"\'\n',
      },
      { end: '0', out: 'next\n', err: '' },
    ]);
  });

  test('an unfinished `if` fails its step and leaves the next one alone', async () => {
    expect(await runSteps('if true; then', 'echo next')).toEqual([
      { end: '2', out: '', err: 'bash: eval: line 11: syntax error: unexpected end of file\n' },
      { end: '0', out: 'next\n', err: '' },
    ]);
  });

  test('a trailing backslash and a lone comment are no errors', async () => {
    expect(await runSteps('echo hi \\', '# just a comment', 'echo next')).toEqual([
      // The last line has no line to join: bash keeps the backslash.
      { end: '0', out: 'hi \\\n', err: '' },
      { end: '0', out: '', err: '' },
      { end: '0', out: 'next\n', err: '' },
    ]);
  });

  test('errors name the line of the page, also in functions of earlier steps', async () => {
    const { run } = openShell();
    expect(await run('echo l=$LINENO\nnonexistent-a', { line: 42 })).toEqual({
      end: '127',
      out: 'l=42\n',
      err: 'bash: line 43: nonexistent-a: command not found\n',
    });
    expect((await run('true\nnonexistent-b "x"', { line: 60 })).err).toBe(
      'bash: line 61: nonexistent-b: command not found\n',
    );
  });

  test('a here-document without its end is found before anything runs', async () => {
    const { folder } = openShell();
    expect(await findUnfinishedHereDocument('cat <<EOF\nhello', folder)).toEqual({
      line: 1,
      wanted: 'EOF',
    });
    expect(await findUnfinishedHereDocument('echo\nx=$(cat <<-"E F"\nhello)', folder)).toEqual({
      line: 2,
      wanted: 'E F',
    });
    expect(await findUnfinishedHereDocument('cat <<EOF\nhello\nEOF', folder)).toBeUndefined();
    expect(await findUnfinishedHereDocument('echo $((1<<3)); cat <<<x', folder)).toBeUndefined();
    expect(await findUnfinishedHereDocument("echo '<<EOF'", folder)).toBeUndefined();
  });
}
