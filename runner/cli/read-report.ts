// A JSON report that somebody hands in: read, and checked against its schema.
import { UserError } from '../errors.ts';
import type { RunReport } from '../model/report.ts';

/** `path` is for the messages. */
export async function readReport(text: string, path: string): Promise<RunReport> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `Unexpected content of \`${path}\`, expected a JSON report: ${(error as Error).message}`,
    );
  }
  const { runReportSchema } = await import('../report/report-schema.ts');
  const read = runReportSchema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const at =
    issue === undefined || issue.path.length === 0 ? '' : ` at \`${issue.path.join('.')}\``;
  throw new UserError(
    `Unexpected content of \`${path}\`, expected a report of \`runbook run\`${at}: ${issue?.message ?? ''}`,
  );
}
