// How this repository runs its runbooks: `engram-ops` and its stand-ins are found on PATH, as on an operator's host.
import type { RunbookConfig } from './runner/index.ts';

export const config: RunbookConfig = {
  path: ['ops/bin'],
  alerts: ['deployments/prometheus/*-alerts.yml'],
  docs: 'https://docs.engram.example',
};
