// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
import { expect, test } from 'vitest';
import { localShell } from '../../support/shell.ts';

const { openShell } = localShell;
const lost = { end: 'no-shell', out: '', err: '' };

test('a prefix that cannot enter its target is reported with its own words', async () => {
  const shell = openShell({ prefix: ['nsenter', '--target', '999999999', '--net', '--'] });
  expect(await shell.session.start()).toMatch(
    /^Cannot start the shell with `nsenter --target 999999999 --net -- bash`: nsenter: cannot open .*No such file or directory$/,
  );
  expect(await shell.run('echo a')).toEqual(lost);
});

test('a prefix whose command does not exist is reported', async () => {
  const shell = openShell({ prefix: ['/nosuch/enter'] });
  expect(await shell.session.start()).toBe(
    'Cannot start the shell with `/nosuch/enter bash`: spawn /nosuch/enter ENOENT',
  );
});

test('a shell behind a prefix runs steps', async () => {
  const shell = openShell({
    prefix: ['env', '--ignore-environment', 'A=b c', `PATH=${process.env['PATH']}`],
  });
  expect(await shell.run('echo "$A [${HOME-}] $RB_SESSION"')).toEqual({
    end: '0',
    out: `b c [] test-${process.pid}\n`,
    err: '',
  });
});

test('a prefix that hangs can be interrupted', async () => {
  const interruption = new AbortController();
  const shell = openShell({
    prefix: ['sh', '-c', 'sleep 60; exec "$@"', '--'],
    signal: interruption.signal,
  });
  expect((await openShell().run('true')).end).toBe('0');
  interruption.abort();
  expect(await shell.session.start()).toBe('Interrupted while the shell started');
});

test('variables that would change the shell before the page do not reach it', async () => {
  const env = {
    PATH: process.env['PATH'] ?? '',
    SHELLOPTS: 'xtrace:errexit',
    BASH_ENV: '/nosuch',
    POSIXLY_CORRECT: '1',
  };
  const { run } = openShell({ env });
  expect(await run('false; echo "$-" | tr -d "\\n" | grep -c "[ex]"; shopt -o posix')).toEqual({
    end: '1',
    out: '0\nposix          \toff\n',
    err: '',
  });
});
