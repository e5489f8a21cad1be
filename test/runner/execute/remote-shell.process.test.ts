import { describe } from 'vitest';
import { testShell } from '../../conformance/shell.ts';
import { remoteShell } from '../../support/shell.ts';

describe('a shell on a target behind a trivial prefix', () => {
  testShell(remoteShell('bash', '-c', 'exec "$@"', '--'));
});
