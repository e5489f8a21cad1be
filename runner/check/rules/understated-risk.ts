import { type CheckedPage, codeSpan, type Finding } from '../rule.ts';
import { optionsOf } from '../shell/known-options.ts';
import { type Program, programOf } from '../shell/program.ts';

/** A target's policy refuses destructive steps: it must be told which they are. */
export function* understatedRisk({ scripts, lines }: CheckedPage): Iterable<Finding> {
  for (const { step, commands } of scripts) {
    if (step.risk === 'destructive') continue;
    for (const command of commands) {
      const program = programOf(command);
      const what = program && destruction(program);
      if (program === undefined || what === undefined) continue;
      yield {
        code: 'check/understated-risk',
        span: codeSpan(lines, step, program.word),
        message: `Unexpected \`${what}\` in a ${step.risk} step, expected \`risk=destructive\``,
      };
    }
  }
}

/** Only what nobody would do for another reason. */
function destruction(program: Program): string | undefined {
  const { name, args } = program;
  const texts = args.map(({ text }) => text);
  if (name === 'kill' || name === 'pkill' || name === 'killall') {
    const isHard = texts.some(
      (text, index) =>
        /^-(9|KILL|SIGKILL)$/.test(text) ||
        (text === '-s' && /^(SIG)?KILL$/.test(texts[index + 1] ?? '')),
    );
    return isHard && !texts.includes('$$') ? `${name} -9` : undefined;
  }
  if (name === 'dd')
    return texts.some((text) => /^of=\/dev\/(?!null$)/.test(text)) ? 'dd of=/dev/…' : undefined;
  if (/^mkfs(\.|$)/.test(name) || name === 'wipefs') return name;
  const [verb] = optionsOf(program).operands.map(({ text }) => text);
  if (name === 'kubectl' && verb === 'delete') return 'kubectl delete';
  if (name === 'helm' && (verb === 'uninstall' || verb === 'delete')) return `helm ${verb}`;
  if (name === 'terraform' && verb === 'destroy') return 'terraform destroy';
  if (!['psql', 'mysql', 'mariadb', 'sqlite3', 'cqlsh', 'clickhouse-client'].includes(name))
    return undefined;
  const statement = texts
    .map((text) => /\b(drop\s+(?:table|database|schema)|truncate)\s/i.exec(text)?.[1])
    .find((found) => found !== undefined);
  return statement?.toUpperCase().replace(/\s+/, ' ');
}
