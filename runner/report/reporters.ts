// Every reporter by its name on the command line. The map is lazy: a run loads the ones that it uses.
import type { Reporter } from './reporter.ts';

export const reporters = {
  pretty: async (): Promise<Reporter> => (await import('./pretty.ts')).pretty,
  json: async (): Promise<Reporter> => (await import('./json.ts')).json,
  junit: async (): Promise<Reporter> => (await import('./junit.ts')).junit,
  github: async (): Promise<Reporter> => (await import('./github.ts')).github,
  tap: async (): Promise<Reporter> => (await import('./tap.ts')).tap,
  markdown: async (): Promise<Reporter> => (await import('./markdown.ts')).markdown,
} as const satisfies Readonly<Record<string, () => Promise<Reporter>>>;

export type ReporterName = keyof typeof reporters;
