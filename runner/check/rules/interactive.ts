import { type CheckedPage, codeSpan, type Finding } from '../rule.ts';
import type { ShellCommand } from '../shell/commands.ts';
import { optionsOf } from '../shell/known-options.ts';
import { type Program, programOf } from '../shell/program.ts';

const editors = new Set(['vi', 'vim', 'nvim', 'nano', 'emacs', 'visudo', 'htop']);

/** Nobody answers during a run: a step's standard input is empty and there is no terminal. */
export function* interactive({ scripts, lines }: CheckedPage): Iterable<Finding> {
  for (const { step, commands } of scripts) {
    for (const command of commands) {
      const program = programOf(command);
      const found = program && asks(program, command);
      if (found === undefined) continue;
      yield {
        code: 'check/interactive',
        span: codeSpan(lines, step, program?.word ?? { start: 0, end: 1 }),
        ...found,
      };
    }
  }
}

function asks(
  program: Program,
  command: ShellCommand,
): Pick<Finding, 'message' | 'hint'> | undefined {
  const { name } = program;
  const hasInput =
    command.isPipedFrom ||
    command.redirections.some(({ operator }) => operator.includes('<')) ||
    command.loops.some((loop) => loop.hasInput);
  const { names, operands, isOpen } = optionsOf(program);
  if (name === 'read' && names.has('-p') && !hasInput) {
    return {
      message: 'Unexpected `read -p`, expected a step that asks nobody',
      hint: 'declare the value under `parameters:`, or capture it from the output of a step',
    };
  }
  if (name === 'ssh' && operands.length === 1 && !isOpen && !hasInput && !isTunnel(names)) {
    return {
      message: 'Unexpected `ssh` without a command, expected one that the other side runs',
      hint: 'write `ssh HOST command`; a target in the config runs whole pages there',
    };
  }
  const wantsTerminal = names.has('-t') || names.has('--tty');
  const [verb] = operands.map(({ text }) => text);
  if (
    wantsTerminal &&
    ((name === 'kubectl' && verb === 'exec') ||
      (name === 'docker' && (verb === 'exec' || verb === 'run')))
  ) {
    return {
      message: `Unexpected \`${name} ${verb} -t\`, expected a command without a terminal`,
      hint: 'leave `-t` out',
    };
  }
  const isEditor =
    editors.has(name) ||
    (name === 'kubectl' && verb === 'edit') ||
    (name === 'crontab' && names.has('-e'));
  if (!isEditor) return undefined;
  const what =
    name === 'kubectl' || name === 'crontab'
      ? `${name} ${name === 'kubectl' ? 'edit' : '-e'}`
      : name;
  return { message: `Unexpected \`${what}\`, expected a command that needs no person` };
}

function isTunnel(names: ReadonlySet<string>): boolean {
  return ['-N', '-f', '-W', '-V', '-Q', '-G', '-O'].some((option) => names.has(option));
}
