// A `console` block: commands behind a prompt, each with its output below.
import type { Expectation } from '../model/expectation.ts';
import type { SourceSpan } from '../model/source.ts';
import type { CaptureNote } from './captures.ts';
import type { Complain } from './complain.ts';
import type { Fence } from './fence.ts';
import { spanInLine } from './source-text.ts';
import { readTextPattern } from './text-pattern.ts';

export interface TranscriptCommand {
  /** Without the prompts. */
  readonly code: string;
  /** From the command's first line to the last line of its output. */
  readonly span: SourceSpan;
  /** The command's first line. */
  readonly codeSpan: SourceSpan;
  readonly output: Extract<Expectation, { kind: 'text' }>;
}

/** A line that begins with the prompt `$ ` is a command, one that follows it and begins with `> ` its next line. */
const prompt = /^\$(?: |$)/;
const continuation = /^>(?: |$)/;

/** `beginCommand` is called before the captures of each command's output are noted. */
export function readTranscript(
  fence: Fence,
  complain: Complain,
  noteCapture: CaptureNote,
  beginCommand: () => void,
): readonly TranscriptCommand[] {
  const { content } = fence;
  const starts = content.flatMap((line, index) => (prompt.test(line) ? [index] : []));
  complainStart(fence, starts[0], complain);
  return starts.map((start, order) => {
    const end = starts[order + 1] ?? content.length;
    let output = start + 1;
    while (output < end && continuation.test(content[output] ?? '')) output++;
    const code = content.slice(start, output).map((line) => line.slice(2));
    const codeSpan = lineSpan(fence, start);
    if (code.join('').trim() === '') {
      complain('parse/empty-step', codeSpan, 'Unexpected prompt alone, expected a command');
    }
    beginCommand();
    const expectation = readOutput(fence, { output, end }, complain, noteCapture);
    const { endLine, endColumn } = expectation.span;
    return {
      code: code.join('\n'),
      codeSpan,
      span: { ...codeSpan, endLine, endColumn },
      output: expectation,
    };
  });
}

function complainStart(fence: Fence, first: number | undefined, complain: Complain): void {
  const content = fence.content.findIndex((line) => line.trim() !== '');
  if (content < 0) {
    complain(
      'parse/empty-step',
      fence.languageSpan,
      'Unexpected empty transcript, expected a command such as `$ date`',
    );
    return;
  }
  if (first !== undefined && first <= content) return;
  const line = (fence.content[content] ?? '').trimEnd();
  const shown = line.length > 40 ? `${line.slice(0, 39)}…` : line;
  complain(
    'parse/transcript',
    lineSpan(fence, content),
    `Unexpected line \`${shown}\`, expected a command that begins with \`$ \``,
    /^[#%>]|^\w+@\S+[#$%]/.test(line) ? 'every prompt is written `$ `' : undefined,
  );
}

function readOutput(
  fence: Fence,
  { output, end }: { readonly output: number; readonly end: number },
  complain: Complain,
  noteCapture: CaptureNote,
): TranscriptCommand['output'] {
  let last = end;
  while (last > output && (fence.content[last - 1] ?? '').trim() === '') last--;
  const lines = fence.content.slice(output, last);
  const part: Fence = {
    ...fence,
    line: fence.line + output,
    content: lines,
    columns: fence.columns.slice(output, last),
  };
  const from = lineSpan(fence, lines.length > 0 ? output : output - 1);
  const to = lineSpan(fence, lines.length > 0 ? last - 1 : output - 1);
  const span = { ...from, endLine: to.endLine, endColumn: to.endColumn };
  const pattern = readTextPattern(part, complain, noteCapture, transcriptEscape);
  // A transcript that shows nothing below a command says that it prints nothing.
  return { kind: 'text', stream: 'stdout', lines: pattern, span, source: lines.join('\n') };
}

/** Output that really looks like a prompt. */
const transcriptEscape = /^\\+(?=[$>](?: |$))/;

function lineSpan(fence: Fence, index: number): SourceSpan {
  const text = fence.content[index] ?? '';
  return spanInLine(fence.line + 1 + index, fence.columns[index] ?? 1, text.trimEnd().length);
}
