// Pages and scripts of the same trivial commands, in the forms that the compared programs read.

const facts = 'runbook: { risk: low, duration: 1m, prerequisites: [], rollback: None. }';

export function runbookPage(steps: readonly (readonly [code: string, output: string])[]): string {
  const blocks = steps.map(([code, output]) =>
    ['```bash', code, '```', '', '```text expect', output, '```', ''].join('\n'),
  );
  return `---\ntitle: Bench\n${facts}\n---\n\n## Steps\n\n${blocks.join('\n')}`;
}

/** Each step uses what the one before it set: state is shared, as in a runbook. */
export function counting(size: number): readonly (readonly [code: string, output: string])[] {
  return Array.from({ length: size }, (_, index) => [
    index === 0 ? 'n=0; echo $n' : 'n=$((n + 1)); echo $n',
    String(index),
  ]);
}

type Steps = readonly (readonly [code: string, output: string])[];

export function bashScript(steps: Steps): string {
  return steps.map(([code]) => `${code}\n`).join('');
}

export function cramFile(steps: Steps): string {
  return steps.map(([code, output]) => `  $ ${code}\n  ${output}\n`).join('');
}

/** One `@test`, because bats shares nothing between two. */
export function batsFile(steps: Steps): string {
  const lines = steps.map(
    ([code, output]) => `  o=$(${code}); ${code} >/dev/null; [ "$o" = ${output} ]`,
  );
  return `@test "all" {\n${lines.join('\n')}\n}\n`;
}

export function clitestFile(steps: Steps): string {
  return steps.map(([code, output]) => `$ ${code}\n${output}\n`).join('');
}

/** A process for each command: nothing is shared, so every command says what it prints. */
export function shelltestFile(steps: Steps): string {
  return steps.map(([, output]) => `$ echo ${output}\n${output}\n>=\n`).join('\n');
}

/** A process for each block, several at a time: nothing is shared here either. */
export function txmFile(steps: Steps): string {
  const blocks = steps.map(([, output], index) => {
    const part = (kind: string, text: string) =>
      `<!-- !test ${kind} step ${index} -->\n\n\`\`\`\n${text}\n\`\`\`\n`;
    return `${part('in', `echo ${output}`)}\n${part('out', output)}`;
  });
  return `<!-- !test program bash -->\n\n${blocks.join('\n')}`;
}

/** 300 lines, as long as a real runbook: prose, lists, a table, eight steps with samples. */
export function longPage(number: number): string {
  const prose = Array.from(
    { length: 22 },
    (_, index) =>
      `Paragraph ${index} of page ${number} explains *why* this step matters, with \`code\` and a [link](https://example.org/${index}).\n`,
  );
  const steps = Array.from({ length: 8 }, (_, index) =>
    [
      `### ${index + 1}. Look at part ${index}`,
      '',
      ...prose.slice(index * 2, index * 2 + 2),
      '- one thing to know',
      '- another thing to know',
      '',
      `\`\`\`bash name=part-${index}`,
      `printf '%s\\n' ${number} ${index} ready`,
      '```',
      '',
      '```text expect',
      String(number),
      '<integer>',
      'ready',
      '```',
      '',
      '| symptom | cause | what to do |',
      '| --- | --- | --- |',
      '| nothing comes | the node is down | start it |',
      '',
      '*Failure mode:* another word than `ready` means that the part is still starting.',
      '',
      ...Array.from({ length: 8 }, (_, line) => `More about part ${index}, line ${line}.\n`),
    ].join('\n'),
  );
  return `---\ntitle: Page ${number}\n${facts}\n---\n\n## Steps\n\n${steps.join('\n')}`;
}
