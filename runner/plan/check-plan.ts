// What only shows once a runbook and its fixture are put together.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Runbook } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import { type PlanCode, planCodes } from './codes.ts';
import type { ResolvedFixture } from './resolve-fixture.ts';

/** `at` is where the runbook names its fixture. */
export function fixtureNotFound(
  runbook: Runbook,
  resolved: Extract<ResolvedFixture, { tried: readonly string[] }>,
  at: SourceSpan,
): Diagnostic {
  const [nearest = ''] = resolved.tried;
  return diagnostic('plan/unknown-fixture', runbook, at, {
    message: `Unexpected fixture \`${runbook.runbook?.fixture}\`, expected the name of a document in a \`_fixtures\` folder`,
    hint: `write \`${nearest}\`, or put it into the \`_fixtures\` of a folder above`,
  });
}

/** `at` is where the runbook names it. */
export function notAFixture(runbook: Runbook, document: Runbook, at: SourceSpan): Diagnostic {
  return diagnostic('plan/not-a-fixture', runbook, at, {
    message: `Unexpected document \`${document.file}\` as a fixture, expected one with a \`fixture:\` key`,
  });
}

export function checkFixture(runbook: Runbook, fixture: Runbook): readonly Diagnostic[] {
  const taken = new Set(stepsOf(fixture).flatMap((step) => step.captures));
  return stepsOf(runbook).flatMap((step) =>
    step.captures
      .filter((name) => taken.has(name))
      .map((name) =>
        diagnostic('plan/captured-twice', runbook, step.span, {
          message: `Unexpected capture of \`${name}\`, expected a name that \`${fixture.file}\` does not capture`,
        }),
      ),
  );
}

function stepsOf(page: Runbook) {
  return page.sections.flatMap((section) => section.steps);
}

function diagnostic(
  code: PlanCode,
  { file }: Runbook,
  span: SourceSpan,
  text: { readonly message: string; readonly hint?: string },
): Diagnostic {
  return { code, severity: planCodes[code].severity, file, span, ...text };
}
