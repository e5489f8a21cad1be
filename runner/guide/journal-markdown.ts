// A journal as Markdown, for the post-mortem: what was done when, by whom, and what came out.
import { escapeControls } from '../model/escape-controls.ts';
import type { JournalEntry } from './journal-entry.ts';

export function journalMarkdown(entries: readonly JournalEntry[]): string {
  const [started] = entries;
  if (started?.kind !== 'started') throw new Error('a journal begins with `started`');
  const last = entries.at(-1) ?? started;
  const lines = [
    `# ${oneLine(started.title)}`,
    '',
    `- Page: \`${oneLine(started.page)}\`, SHA-256 \`${started.sha256}\``,
    `- Target: ${oneLine(started.target)}${started.practice ? ' (practice)' : ''}`,
    `- Operator: ${oneLine(started.who)} on ${oneLine(started.host)}`,
    `- From ${started.at} to ${last.at}`,
    `- Outcome: ${outcomeOf(entries)}`,
    '',
    '## Timeline',
    '',
    '| Time | What | Details |',
    '| --- | --- | --- |',
    ...entries.map((entry) => {
      const [what, details] = tellEntry(entry);
      return `| ${timeOf(entry.at)} | ${cell(what)} | ${cell(details)} |`;
    }),
    ...entries.flatMap((entry) => (entry.kind === 'finished' ? tellStep(entry) : [])),
  ];
  return `${lines.join('\n')}\n`;
}

function outcomeOf(entries: readonly JournalEntry[]): string {
  const ended = entries.findLast((entry) => entry.kind === 'ended' || entry.kind === 'resumed');
  if (ended?.kind !== 'ended') return 'not ended: the guide was killed, or still runs';
  switch (ended.how) {
    case 'completed':
      return 'completed';
    case 'quit':
      return 'left before the end';
    case 'interrupted':
      return 'interrupted';
  }
}

function tellEntry(entry: JournalEntry): readonly [what: string, details: string] {
  switch (entry.kind) {
    case 'started':
      return ['started', `by ${entry.who}`];
    case 'resumed':
      return ['resumed', `by ${entry.who} on ${entry.host}, at step \`${entry.step}\``];
    case 'variable': {
      const value = entry.value === undefined ? 'a secret' : codeSpan(entry.value);
      return [`\`${entry.name}\` = ${value}`, sources[entry.source]];
    }
    case 'decided':
      return [`${choices[entry.choice]} \`${entry.step}\``, entry.reason ?? ''];
    case 'finished': {
      const time = `${Math.round(entry.durationMs)} ms`;
      const why = entry.reason === undefined ? '' : `: ${entry.reason}`;
      return [`\`${entry.step}\` **${entry.outcome}**`, `${time}${why}`];
    }
    case 'ended':
      return ['ended', entry.how];
  }
}

const sources = {
  parameter: 'parameter',
  capture: 'captured from the output',
  operator: 'typed by the operator',
} as const;

const choices = {
  run: 'run',
  retry: 'run again',
  skip: 'skipped',
  leave: 'went on below',
  quit: 'left at',
} as const;

function tellStep(entry: Extract<JournalEntry, { kind: 'finished' }>): readonly string[] {
  return [
    '',
    `## ${timeOf(entry.at)} \`${entry.step}\`: ${entry.outcome}`,
    '',
    `${oneLine(entry.title)}, line ${entry.line} of the page, ${entry.risk}.`,
    ...(entry.reason === undefined ? [] : ['', oneLine(entry.reason)]),
    ...fence('bash', entry.code),
    ...(entry.stdout === '' ? [] : ['', 'Standard output:', ...fence('text', entry.stdout)]),
    ...(entry.stderr === '' ? [] : ['', 'Standard error:', ...fence('text', entry.stderr)]),
  ];
}

/** With more backticks than any run inside. */
function codeSpan(text: string): string {
  const mark = '`'.repeat(longestRun(text) + 1);
  const room = /^`|`$/.test(text) ? ' ' : '';
  return `${mark}${room}${text}${room}${mark}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** Longer than any fence inside. */
function fence(language: string, text: string): readonly string[] {
  const mark = '`'.repeat(Math.max(2, longestRun(text)) + 1);
  return ['', `${mark}${language}`, ...escapeControls(text).trimEnd().split('\n'), mark];
}

function timeOf(at: string): string {
  return at.slice(11, 19);
}

function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|');
}

function oneLine(text: string): string {
  return escapeControls(text).replaceAll(/\s*\n\s*/g, ' ');
}
