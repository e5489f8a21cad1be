// From a page and what the caller wants to a guided run and its end.
import { resolve } from 'node:path';
import pc from 'picocolors';
import type { Look } from '../../guide/screens.ts';
import { passesIn, usualDuration } from '../../guide/usual-duration.ts';
import { Masker } from '../../mask/masker.ts';
import type { Plan } from '../../model/plan.ts';
import type { Step } from '../../model/runbook.ts';
import type { RunbookResult } from '../../run-context.ts';
import { runPlan } from '../../run-plan.ts';
import { refuseIdleConsent } from '../enforce-policy.ts';
import { shellEnvironment } from '../environment.ts';
import { exitCodes } from '../exit-code.ts';
import { type Io, wantsColor } from '../io.ts';
import { decide } from '../policy.ts';
import { resolveTarget } from '../targets.ts';
import { acceptChanges, type Found, findJournal } from './find-journal.ts';
import { finishGuide } from './finish.ts';
import type { GuideRequest } from './guide-request.ts';
import { JournalWriter, journalsOf, newJournalPath } from './journal-file.ts';
import { tellOpening, writeOpening } from './opening.ts';
import { planGuide } from './plan-guide.ts';
import { proseOf } from './prose.ts';
import { GuideSession } from './session.ts';
import { consent, firstStep, placeName, refuseOtherTarget } from './start.ts';
import type { Terminal } from './terminal.ts';
import { Variables } from './variables.ts';

/** Resolves to the exit code. Throws `LeftAtStart` when the person leaves before the first step. */
export async function guidePage(request: GuideRequest): Promise<number> {
  const { opened, runbook, options, terminal, io } = request;
  const { allow = [], confirm } = options;
  const target = resolveTarget(options.target, opened.settings.config);
  if (target === undefined) {
    refuseIdleConsent({ allow, ...(confirm !== undefined && { confirm }) });
  }
  const look = lookOf(terminal, io);
  const asking = { terminal, look: look() };
  const found = options.resume === true ? findJournal(runbook, options.journal, io.cwd) : undefined;
  const place = placeName(request, target);
  if (found !== undefined) refuseOtherTarget(found, place);
  const plan = await planGuide(request, { target, found, asking });
  const steps = stepsOf(plan);
  if (found !== undefined) await acceptChanges(found, { runbook, steps }, asking);
  const startAt = firstStep(steps, options, found);
  if (startAt === 'end') return await endOfJournal(request, found);
  if (target !== undefined) await consent(target, { steps, options, asking });
  const journal = openWriter(request, found);
  const opening = { place, steps, journal, startAt, found };
  writeOpening(request, opening);
  const masker = maskerOf(plan, io);
  const variables = new Variables(plan, journal, masker);
  takeParameters(variables, plan, found);
  await tellOpening(request, opening, look());
  const prose = proseOf(request, steps);
  const session = new GuideSession({
    runbook,
    steps,
    terminal,
    journal,
    variables,
    look,
    prose,
    mask: (text) => masker.mask(text),
    ...(target !== undefined && { target: target.name }),
    policy: ({ risk }) => (target === undefined ? 'run' : decide(risk, target.policy, allow)),
    usualMs: usualOf(request),
    ...(startAt !== undefined && { startAt }),
    asksAbove: found === undefined,
    yesReadOnly: options.yesReadOnly === true,
    isLive: io.env['TERM'] !== 'dumb',
    signal: io.signal,
  });
  const { report } = await runGuided(request, plan, session);
  const epilogue = prose(look()).atTheEnd;
  return await finishGuide(request, { session, report, journal, epilogue });
}

function runGuided(
  { opened, io }: GuideRequest,
  plan: Plan,
  session: GuideSession,
): Promise<RunbookResult> {
  const { config, folder } = opened.settings;
  return runPlan(plan, {
    env: shellEnvironment(io.env, {
      path: (config.path ?? []).map((path) => resolve(folder, path)),
      env: config.env ?? {},
    }),
    signal: io.signal,
    emit: session.onEvent,
    lead: session.lead,
  });
}

/** Of the page itself, in the order of the run. */
function stepsOf({ phases }: Plan): readonly Step[] {
  return phases.filter(({ kind }) => !kind.startsWith('fixture-')).flatMap(({ steps }) => steps);
}

function lookOf(terminal: Terminal, io: Io): () => Look {
  const colors = pc.createColors(wantsColor(io.stdout, io.env));
  return () => ({ colors, width: Math.max(40, terminal.columns) });
}

/** The guide was killed between the last step and its last word. */
async function endOfJournal(
  { terminal, io }: GuideRequest,
  found: Found | undefined,
): Promise<number> {
  if (found !== undefined) {
    const journal = JournalWriter.reopen(found.path, io.cwd);
    journal.write({ kind: 'ended', how: 'completed' });
    journal.close();
  }
  await terminal.print(
    'Every step of the page has had its turn; there is nothing to go on with.\n',
  );
  return exitCodes.pass;
}

function openWriter(
  { options, runbook, io }: GuideRequest,
  found: Found | undefined,
): JournalWriter {
  if (found !== undefined) return JournalWriter.reopen(found.path, io.cwd);
  return JournalWriter.create(options.journal ?? newJournalPath(runbook.file, io.cwd), io.cwd);
}

function maskerOf({ secrets, parameters }: Plan, { env }: Io): Masker {
  const masker = new Masker();
  for (const name of secrets) masker.add(name, parameters[name] ?? env[name] ?? '');
  return masker;
}

function takeParameters(variables: Variables, plan: Plan, found: Found | undefined): void {
  const { variables: known = {}, secrets = [] } = found?.progress ?? {};
  variables.restore(known);
  for (const [name, value] of Object.entries(plan.parameters)) {
    // The journal knows that there is a secret; it may not know more.
    if (secrets.includes(name)) variables.restore({ [name]: value });
    else variables.note(name, value, 'parameter');
  }
}

function usualOf({ runbook, io }: GuideRequest): (step: Step) => number | undefined {
  const passes = passesIn(journalsOf(runbook.file, io.cwd).map(({ entries }) => entries));
  return ({ id }) => usualDuration(passes.get(id) ?? []);
}
