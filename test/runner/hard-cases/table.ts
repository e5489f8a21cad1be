// Every hard case that the runner must get right, with what proves that it does.
import type { CaseGroup } from './case.ts';
import { lifecycleAndReports } from './lifecycle-and-reports.ts';
import { outputAndMatching } from './output-and-matching.ts';
import { parsingAndShell } from './parsing-and-shell.ts';
import { shellEdges } from './shell-edges.ts';

export const hardCases: readonly CaseGroup[] = [
  ...parsingAndShell,
  ...outputAndMatching,
  ...lifecycleAndReports,
  shellEdges,
];
