// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
// The shell text for a target that shares neither files nor further descriptors with the runner.
//
// Two shells run there. The *agent* is what the prefix starts: it reads requests from its standard input, one a line,
// and is the runner's hand over there. It starts the *page's shell* on a script file of its own, as the runner does
// for the local shell, so that a step behaves the same wherever it runs. What the page's shell prints goes through
// named pipes (on which `/dev/stderr` can be opened) and a `cat` each to the agent's two outputs.
//
// Descriptors of the page's shell: 20 gate, 21 and 22 the steps' output and error, 26 lifeline, as in the local one.
// Descriptors of the agent: 24 and 25 those two pipes, 28 the gate, 29 the lifeline.
import { markByte } from './prelude.ts';
import { quoteForBash } from './quote.ts';
import { agentFolder } from './run-folder.ts';

export interface RemoteNames {
  /** Random, so that no output can be taken for a mark. */
  readonly nonce: string;
  /** Value of `RB_SESSION` in every process of the run. */
  readonly runId: string;
  /** From TERM to KILL, in milliseconds. */
  readonly graceMs: number;
}

/** A word of bash for the folder of the session on the target. */
export const remoteScratch = '"$__rb_d"';

/** Marks carry, after the nonce: `R VERSION` (up), `D CODE` (a step is over), `X CODE` (the page's shell is over). */
export function agentScript({ nonce, runId, graceMs }: RemoteNames): string {
  const mark = `\\036${nonce}`;
  const isolated = '28>&- 29>&-';
  const clean = ['BASH_ENV', 'ENV', 'SHELLOPTS', 'BASHOPTS', 'POSIXLY_CORRECT'];
  const unset = clean.map((name) => `-u ${name}`).join(' ');
  const pauses = Math.ceil(graceMs / 50);
  return `${[
    // Nothing but the end of its input ends the agent. Not ignored, or the page's shell could not trap them either.
    'trap : HUP INT QUIT TERM PIPE',
    // Named after the run: where the target is this very host, the next start removes what a killed agent left.
    `__rb_d=$(command mktemp -d "\${TMPDIR:-/tmp}/${agentFolder(runId)}XXXXXX" 2>/dev/null || command mktemp -d /dev/shm/${agentFolder(runId)}XXXXXX) || exit 97`,
    // From here on a folder is there. What follows may be ended before it has set its own, fuller trap below.
    `trap 'command rm -rf -- "$__rb_d"' EXIT`,
    'command mkfifo -m 600 "$__rb_d/o" "$__rb_d/e" "$__rb_d/g" "$__rb_d/l" || exit 97',
    // Reading and writing: such an open never waits for the other side.
    'exec 24<>"$__rb_d/o" 25<>"$__rb_d/e" 28<>"$__rb_d/g" 29<>"$__rb_d/l"',
    `( exec 24>&- 25>&- ${isolated} </dev/null; exec cat <"$__rb_d/o" ) & __rb_c=$!`,
    `( exec 24>&- 25>&- ${isolated} </dev/null; exec cat <"$__rb_d/e" >&2 ) & __rb_c="$__rb_c $!"`,
    'exec >/dev/null 2>&1',
    `builtin printf %s ${quoteForBash(pageShellPrelude(mark, runId))} >"$__rb_d/script"`,
    // Job control gives the page's shell a process group of its own, and signals as they are by default.
    'set -m',
    '( set -m; exec 30<"$__rb_d/l"',
    `  command env ${unset} __rb_d="$__rb_d" bash --norc --noprofile -s <"$__rb_d/script" 24>&- 25>&- 30<&- &`,
    '  builtin printf %s $! >"$__rb_d/pid"',
    '  wait $!; __rb_x=$?',
    `  builtin printf '${mark} X\\n' >&25; builtin printf '${mark} X %s\\n' $__rb_x >&24`,
    // Should the agent be gone, nobody else takes the folder away.
    '  while builtin read -r -n1 -u30; do :; done; command rm -rf -- "$__rb_d"',
    `) </dev/null ${isolated} & __rb_w=$!`,
    'set +m',
    // Requests. The gate is passed by a byte, as in the local shell.
    '__rb_s() { builtin printf %s "$2" >>"$__rb_d/script"; builtin printf %s "$1" >&28; }',
    // Whether a process group has a member that is not a zombie: a slow init may leave those lying about.
    '__rb_l() { kill -0 -- -$1 || return; [[ -e /proc/self/stat ]] || return 0; local f s',
    '  for f in /proc/[0-9]*/stat; do builtin read -r s <$f || continue; s=(${s##*\\) })',
    '    [[ ${s[2]} == "$1" && ${s[0]} != Z ]] && return; done; return 1; }',
    '__rb_k() { local b i; b=$(<"$__rb_d/pid") || return; builtin printf . >&29',
    '  kill -TERM -- -$b; kill -CONT -- -$b',
    `  for ((i = 0; i < ${pauses}; i++)); do __rb_l $b || return; command sleep 0.05; done`,
    '  kill -KILL -- -$b; }',
    // The end of the input, whatever it came from: nothing stays.
    `trap '__rb_k; kill -KILL -- -$__rb_w; kill -KILL $__rb_c; command rm -rf -- "$__rb_d"' EXIT`,
  ].join('\n')}\n`;
}

/** Lets the page's shell run one line more of its script. */
export function stepRequest(text: string): string {
  return `__rb_s g ${quoteForBash(text)}\n`;
}

/** Repeats the step on the last line. */
export const againRequest = '__rb_s a\n';

/** Ends the page's shell and its whole process group: TERM, then KILL. */
export const killRequest = '__rb_k\n';

function pageShellPrelude(mark: string, runId: string): string {
  return [
    'exec 20<"$__rb_d/g" 21>"$__rb_d/o" 22>"$__rb_d/e" 26<"$__rb_d/l"',
    'exec >/dev/null 2>&1',
    // Kills the group when the agent is gone. Forked twice, so that `wait`, `jobs` and `$!` in a step do not see it.
    "( ( trap '' HUP INT QUIT TERM; exec 20<&- 21>&- 22>&- </dev/null; builtin read -r -n1 -u26 || builtin kill -KILL 0 ) & )",
    'exec 26<&-',
    `builtin export -n __rb_d; builtin export RB_SESSION=${quoteForBash(runId)}`,
    'shopt -s expand_aliases; set -o pipefail',
    '__rb_r=0',
    '__rb_p() { [[ $- == *e* ]] || return $__rb_r; }',
    `__rb_m() { __rb_r=$1; builtin printf '${mark} D\\n' >&22; builtin printf '${mark} D %s\\n' "$1" >&21; }`,
    '__rb_g() { builtin read -r -n1 -u20 __rb_x || builtin exit; }',
    `builtin printf '${mark} R\\n' >&22; builtin printf '${mark} R %s\\n' "$BASH_VERSION" >&21`,
    // bash sizes its read buffer by the file that it finds at the start.
    `__rb_g ${'#'.repeat(8192)}\n`,
  ].join('; ');
}

/** What a mark begins with. */
export function remoteMark(nonce: string): Buffer {
  return Buffer.from(`${markByte}${nonce}`);
}
