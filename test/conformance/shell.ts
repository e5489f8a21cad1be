// What must be true of every shell that steps run in, wherever it is.
import type { ShellBench } from '../support/shell.ts';
import { testShellCarried } from './shell-carried.ts';
import { testShellDeadlines } from './shell-deadlines.ts';
import { testShellEndings } from './shell-endings.ts';
import { testShellOutputs } from './shell-output.ts';
import { testShellState } from './shell-state.ts';
import { testShellSyntax } from './shell-syntax.ts';

export function testShell(bench: ShellBench): void {
  testShellOutputs(bench);
  testShellState(bench);
  testShellCarried(bench);
  testShellSyntax(bench);
  testShellEndings(bench);
  testShellDeadlines(bench);
}
