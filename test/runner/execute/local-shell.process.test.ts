import { describe } from 'vitest';
import { testShell } from '../../conformance/shell.ts';
import { localShell } from '../../support/shell.ts';

describe('the local shell', () => {
  testShell(localShell);
});
