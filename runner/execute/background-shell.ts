// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
// The shell text that starts a job in the background and looks at it, and what the look has shown.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observation } from '../model/observation.ts';
import type { Step } from '../model/runbook.ts';
import { quoteForBash } from './quote.ts';
import type { Session } from './session.ts';
import { emptyObservation } from './shell-session.ts';
import { shellTextOf } from './step-code.ts';

/** A step in the background of a shell. */
export interface BackgroundJob {
  readonly step: Step;
  /** Value of its mark, and name of its folder in the session's scratch folder. */
  readonly id: string;
}

/** Environment variable that every process of the job carries. */
export const backgroundMark = 'RB_BACKGROUND';

/**
 * Forked twice, so that `wait`, `jobs` and `$!` of the page do not know it. It stays in the shell's process group and
 * ends with it. Output goes to files: the page may go on while it prints, wherever the shell is.
 */
export function startText({ step, id }: BackgroundJob, { scratch }: Session): string {
  const code = quoteForBash(shellTextOf(step));
  const isolated = '20>&- 21>&- 22>&- 25>&- 26>&- 27>&-';
  return [
    `( umask 077; builtin cd -- ${scratch} && command mkdir ${id} && : >>${id}/o >>${id}/e ) &&`,
    `( ( __rb_d=${scratch}/${id}; builtin export ${backgroundMark}=${id};`,
    `builtin echo $BASHPID >"$__rb_d/pid";`,
    `( \\builtin eval ${code} ) >>"$__rb_d/o" 2>>"$__rb_d/e" </dev/null;`,
    `builtin echo $? >"$__rb_d/end" ) >/dev/null 2>&1 ${isolated} & )`,
  ].join(' ');
}

/** First line: how it ended (nothing while it runs) and the size of its standard output so far. Then both streams. */
export function lookText({ id }: BackgroundJob, { scratch }: Session): string {
  return [
    `( builtin cd -- ${scratch}/${id}; set +x;`,
    // The end before the output: what is printed before the end is seen then.
    '__rb_x=; if [ -e end ]; then builtin read -r __rb_x <end;',
    'elif [ -s pid ] && ! builtin kill -0 "$(<pid)"; then [ -e end ] && builtin read -r __rb_x <end || __rb_x=137; fi;',
    '__rb_n=$(command wc -c <o); builtin echo "${__rb_x:--}" $__rb_n;',
    'command head -c "$__rb_n" o; command cat e ) 2>/dev/null',
  ].join(' ');
}

export interface Look {
  /** What the job has done up to now; while it runs its ending means nothing. */
  readonly observation: Observation;
  readonly isOver: boolean;
}

export function readLook(asked: Observation, durationMs: number): Look {
  const bytes = Buffer.from(asked.stdout);
  const headEnd = bytes.indexOf('\n');
  const [end = '-', size = '0'] = bytes.toString('latin1', 0, Math.max(0, headEnd)).split(' ');
  const errorAt = headEnd + 1 + Number(size);
  const isOver = end !== '-';
  return {
    isOver,
    observation: {
      ending: { kind: 'completed', exitCode: isOver ? Number(end) : 0 },
      stdout: bytes.subarray(headEnd + 1, errorAt),
      stderr: bytes.subarray(errorAt),
      droppedStdoutBytes: asked.droppedStdoutBytes,
      droppedStderrBytes: 0,
      durationMs,
    },
  };
}

/** The same without the shell, where its files are ours too. Undefined while it runs, and elsewhere. */
export function readFiles(
  { id }: BackgroundJob,
  { scratchFolder }: Session,
): Observation | undefined {
  if (scratchFolder === undefined) return undefined;
  const read = (name: string): Buffer => readFileSync(join(scratchFolder, id, name));
  try {
    const exitCode = Number(read('end').toString('latin1'));
    const observation = emptyObservation({ kind: 'completed', exitCode });
    return { ...observation, stdout: read('o'), stderr: read('e') };
  } catch {
    return undefined;
  }
}
