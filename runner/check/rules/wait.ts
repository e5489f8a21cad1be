import { type CheckedPage, codeSpan, type Finding, type Script } from '../rule.ts';
import type { ShellCommand, ShellLoop } from '../shell/commands.ts';
import { optionsOf } from '../shell/known-options.ts';
import { type Program, programOf } from '../shell/program.ts';

/** Whoever waits must know for how long, and the runner waits better than a fixed pause does. */
export function* wait({ scripts, lines }: CheckedPage): Iterable<Finding> {
  for (const script of scripts) {
    // It runs until the page's steps end: that is the point of it.
    if (script.step.background !== undefined) continue;
    const endless = endlessLoops(script);
    for (const loop of endless) {
      yield {
        code: 'check/unbounded-wait',
        span: codeSpan(lines, script.step, {
          start: loop.start,
          end: loop.start + loop.kind.length,
        }),
        message: `Unexpected \`${loop.kind}\` loop that waits without a limit, expected the attribute \`within\``,
        hint: 'write what must hold as a step of its own, such as `bash within=30s`, without the loop',
      };
    }
    for (const command of script.commands) {
      if (command.isBackground) continue;
      const program = programOf(command);
      if (program === undefined || program.isBounded) continue;
      const span = codeSpan(lines, script.step, program.word);
      if (program.name === 'sleep') {
        if (command.loops.some(({ start }) => endless.some((loop) => loop.start === start)))
          continue;
        yield {
          code: 'check/sleep',
          span,
          message: 'Unexpected `sleep`, expected a step that waits for what it needs',
          hint: 'give the next step `within=30s`: it is repeated until everything expected of it holds',
        };
      }
      const missing = missingLimit(program);
      if (missing !== undefined) yield { code: 'check/unbounded-wait', span, ...missing };
    }
  }
}

/** Loops that sleep between their turns and neither count nor look at a clock. */
function endlessLoops({ commands }: Script): readonly ShellLoop[] {
  const loops = new Map<number, { readonly loop: ShellLoop; readonly inside: ShellCommand[] }>();
  for (const command of commands) {
    for (const loop of command.loops) {
      const known = loops.get(loop.start) ?? { loop, inside: [] };
      known.inside.push(command);
      loops.set(loop.start, known);
    }
  }
  return [...loops.values()]
    .filter(({ loop, inside }) => {
      if (loop.kind === 'for' || loop.hasInput) return false;
      const programs = inside.map(programOf);
      const sleeps = programs.some((program) => program?.name === 'sleep');
      return sleeps && !programs.some(isLimit) && !inside.some(hasComparison);
    })
    .map(({ loop }) => loop);
}

function isLimit(program: Program | undefined): boolean {
  return program !== undefined && ['break', 'exit', 'return'].includes(program.name);
}

/** `[ $n -lt 30 ]`, `(( n < 30 ))`, `[[ $SECONDS < 30 ]]`. */
function hasComparison({ words, assignments }: ShellCommand): boolean {
  return [...words, ...assignments].some(
    ({ text }) =>
      /^-(lt|le|gt|ge)$|^\(\(|\bSECONDS\b/.test(text) ||
      /^\[\[.*(-(lt|le|gt|ge)\b|[<>])/.test(text),
  );
}

type Missing = Pick<Finding, 'message' | 'hint'>;

function missingLimit(program: Program): Missing | undefined {
  const { name, args } = program;
  const texts = args.map(({ text }) => text);
  const without = (what: string, limit: string): Missing => ({
    message: `Unexpected \`${what}\` without \`${limit}\`, expected a limit`,
  });
  if (name === 'curl') {
    const { names, isOpen } = optionsOf(program);
    const isBounded = [
      '-m',
      '--max-time',
      '-K',
      '--config',
      '-V',
      '--version',
      '-h',
      '--help',
    ].some((option) => names.has(option));
    return isBounded || isOpen
      ? undefined
      : {
          ...without('curl', '--max-time'),
          hint: 'a server that accepts and never answers would hold the reader for ever',
        };
  }
  if (name === 'kubectl') return kubectlLimit(program, without);
  if (name === 'watch') {
    return {
      message: 'Unexpected `watch`, expected a command that ends',
      hint: 'give the step `within=30s`: it is repeated until everything expected of it holds',
    };
  }
  const follows = (options: readonly string[]): boolean =>
    texts.some((text) => options.includes(text));
  const isFollowing =
    (name === 'tail' && follows(['-f', '-F', '--follow'])) ||
    (name === 'journalctl' && follows(['-f', '--follow'])) ||
    (name === 'docker' && texts[0] === 'logs' && follows(['-f', '--follow']));
  if (!isFollowing) return undefined;
  return {
    message: `Unexpected \`${name}\` that follows, expected a command that ends`,
    hint: 'leave the option out, or put `timeout 10s` in front',
  };
}

function kubectlLimit(
  program: Program,
  without: (what: string, limit: string) => Missing,
): Missing | undefined {
  const { names, operands, isOpen } = optionsOf(program);
  const [verb, object] = operands.map(({ text }) => text);
  if (isOpen) return undefined;
  if (verb === 'wait' && !names.has('--timeout')) return without('kubectl wait', '--timeout');
  if (verb === 'rollout' && object === 'status' && !names.has('--timeout')) {
    return without('kubectl rollout status', '--timeout');
  }
  const isEndless = names.has('-f') || names.has('--follow');
  if (verb !== 'logs' || !isEndless) return undefined;
  return {
    message: 'Unexpected `kubectl logs` that follows, expected a command that ends',
    hint: 'leave `-f` out, or put `timeout 10s` in front',
  };
}
