// `runbook check`: everything that is wrong with the pages, without running them.
import { UserError } from '../../errors.ts';
import type { CheckDocument } from '../../report/check-schema.ts';
import { exitCodes } from '../exit-code.ts';
import { type Io, wantsColor } from '../io.ts';
import { onlyTagged, openPages, type PageOptions } from '../open-pages.ts';
import { countSeverities, printDiagnostics, summarize } from '../print-diagnostics.ts';

export interface CheckCommandOptions extends PageOptions {
  readonly json: boolean;
  /** Warnings count as errors. */
  readonly strict: boolean;
}

export async function checkCommand(
  paths: readonly string[],
  options: CheckCommandOptions,
  io: Io,
): Promise<number> {
  const opened = await openPages(paths, options, io);
  if (opened.pages.length === 0) {
    throw new UserError('Unexpected absence of pages, expected at least one `.md` file');
  }
  const { diagnostics, sources, settings } = onlyTagged(opened, options);
  const { errors, warnings } = countSeverities(diagnostics);
  if (options.json) {
    const document: CheckDocument = {
      schema: 1,
      files: sources.size,
      errors,
      warnings,
      diagnostics,
    };
    await io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    await printDiagnostics(diagnostics, sources, {
      output: io.stdout,
      env: io.env,
      docs: settings.config.docs,
    });
    await io.stdout.write(
      `${summarize(diagnostics, sources.size, wantsColor(io.stdout, io.env))}\n`,
    );
  }
  const bad = options.strict ? errors + warnings : errors;
  return bad > 0 ? exitCodes.usage : exitCodes.pass;
}
