// `runbook completion …` for people, and `runbook complete …` for the scripts that it prints.
import { Argument, type Command } from 'commander';
import type { CompletionShell } from '../completion/scripts.ts';
import type { Io } from '../io.ts';
import { examples, type OnExit } from './shared.ts';

export function addCompletion(program: Command, io: Io, onExit: OnExit): void {
  program
    .command('completion')
    .description('print a script that completes commands, options, pages, tags, steps and targets')
    .addArgument(new Argument('<shell>', 'the shell that loads it').choices(['bash', 'zsh']))
    .addHelpText(
      'after',
      examples([
        ['eval "$(runbook completion bash)"', 'in ~/.bashrc'],
        ['eval "$(runbook completion zsh)"', 'in ~/.zshrc, below compinit'],
      ]),
    )
    .action(async (shell: CompletionShell) => {
      const { completionCommand } = await import('../commands/completion.ts');
      onExit(await completionCommand(shell, io));
    });
}

/** `whole` builds the program with all of its commands. */
export function addComplete(program: Command, io: Io, onExit: OnExit, whole: () => Command): void {
  program
    .command('complete', { hidden: true })
    .description('print what may stand at the cursor')
    .argument('[words...]', 'the words of the line, the one at the cursor last')
    .action(async (words: string[]) => {
      const { completeCommand } = await import('../commands/completion.ts');
      onExit(await completeCommand(whole(), words, io));
    });
}
