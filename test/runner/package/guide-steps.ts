// A guide as a list of things to do: files to write, commands to run with what they print, CI jobs to go through.
import { parse } from 'yaml';

export type GuideStep =
  | { readonly kind: 'file'; readonly line: number; readonly path: string; readonly text: string }
  | {
      readonly kind: 'commands';
      readonly line: number;
      readonly code: string;
      /** Undefined: nothing is said of it. */
      readonly prints: RegExp | undefined;
    };

/** `LANGUAGE title="PATH"` is a file, `sh` are commands, `text` directly below them is what they print. */
export function guideSteps(markdown: string): readonly GuideStep[] {
  const form =
    /^(`{3,4})(\w+)(?: title="([^"]+)")?\n([\s\S]*?)^\1\n(?:\n```text\n([\s\S]*?\n)```\n)?/gm;
  return [...markdown.matchAll(form)].flatMap(
    ({ index, 2: language, 3: path, 4: text = '', 5: printed }): readonly GuideStep[] => {
      const line = markdown.slice(0, index).split('\n').length;
      if (path !== undefined) return [{ kind: 'file', line, path, text }];
      if (language !== 'sh') return [];
      const prints = printed === undefined ? undefined : shows(printed);
      return [{ kind: 'commands', line, code: text, prints }];
    },
  );
}

/** `…` is what differs from run to run: a part of a line, or, alone, any lines. */
function shows(printed: string): RegExp {
  const lines = printed.split('\n').map((line) => {
    if (line === '…') return '(?:.*\\n)*?';
    const parts = line.split('…').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return `${parts.join('.*')}\\n`;
  });
  return new RegExp(`^${lines.slice(0, -1).join('')}$`);
}

/** What the jobs of a GitHub workflow run, one after the other. */
export function workflowCommands(workflow: string): readonly string[] {
  const { jobs } = parse(workflow) as {
    readonly jobs: Readonly<
      Record<string, { readonly steps: readonly { readonly run?: string }[] }>
    >;
  };
  return Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
}
