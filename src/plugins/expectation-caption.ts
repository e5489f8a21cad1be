import type { Step } from '../../runner/index.ts';

type Expectation = Step['expectations'][number];

/** What a reader is told above an expectation's block. */
export function expectationCaption(expectation: Extract<Expectation, { stream: string }>): string {
  const isError = expectation.stream === 'stderr';
  const where = isError ? ' on standard error' : '';
  switch (expectation.kind) {
    case 'text':
      if (expectation.lines.length === 0)
        return isError ? 'Nothing on standard error' : 'No output';
      return isError ? 'Standard error' : 'Expected output';
    case 'absent':
      return `Must not appear${where}`;
    case 'json':
      return `${isError ? 'Standard error' : 'Expected output'} (JSON; objects may hold more)`;
    case 'jq':
      return `jq: each must be true${where}`;
    case 'regex':
      return `Regular expression that the ${isError ? 'standard error' : 'output'} matches`;
  }
}
