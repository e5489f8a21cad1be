// Every reporter by its name on the command line. The map is lazy: a run loads the one that it uses.
import type { Reporter } from './reporter.ts';

export const reporters = {
  pretty: async (): Promise<Reporter> => (await import('./pretty.ts')).pretty,
  json: async (): Promise<Reporter> => (await import('./json.ts')).json,
} as const;

export type ReporterName = keyof typeof reporters;
