// What the shipped Prometheus rule files say of an alert. Pages show this and never type it again.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** One alerting rule, as its rule file has it. */
export interface AlertRule {
  readonly name: string;
  /** PromQL, without surrounding white space. */
  readonly expression: string;
  /** How long the expression must hold before the alert fires, as written (`1m`); `0s` where the rule has no `for`. */
  readonly pendingFor: string;
  /** The `severity` label; absent where the rule has none. */
  readonly severity?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly runbookUrl?: string;
  /** Path of the rule file, relative to the project. */
  readonly file: string;
}

const ruleFolder = 'deployments/prometheus';

const ruleSchema = z.looseObject({
  alert: z.string().optional(),
  expr: z.coerce.string(),
  for: z.string().default('0s'),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
});
const ruleFileSchema = z.looseObject({
  groups: z.array(z.looseObject({ rules: z.array(ruleSchema) })),
});

/** All alerting rules of the files `deployments/prometheus/*-alerts.yml`, in file order. `root` is the project's folder. */
export function readAlertRules(root: string): readonly AlertRule[] {
  return readdirSync(join(root, ruleFolder))
    .filter((name) => name.endsWith('-alerts.yml'))
    .sort()
    .flatMap((name) =>
      parseAlertRules(`${ruleFolder}/${name}`, readFileSync(join(root, ruleFolder, name), 'utf8')),
    );
}

/** The alerting rules of one rule file; a file of another shape is an error that names it. */
export function parseAlertRules(file: string, text: string): readonly AlertRule[] {
  const parsed = ruleFileSchema.safeParse(parse(text));
  if (!parsed.success) {
    throw new Error(
      `Unexpected content in \`${file}\`, expected Prometheus rule groups: ${z.prettifyError(parsed.error)}`,
    );
  }
  return parsed.data.groups
    .flatMap((group) => group.rules)
    .flatMap((rule) => (rule.alert === undefined ? [] : [toAlertRule(rule.alert, rule, file)]));
}

function toAlertRule(name: string, rule: z.infer<typeof ruleSchema>, file: string): AlertRule {
  const { severity } = rule.labels;
  const { summary, description, runbook_url: runbookUrl } = rule.annotations;
  return {
    name,
    expression: rule.expr.trim(),
    pendingFor: rule.for,
    file,
    ...(severity === undefined ? {} : { severity }),
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    ...(runbookUrl === undefined ? {} : { runbookUrl }),
  };
}

/** An annotation for readers outside an alert: `{{ $labels.instance }}` → `<instance>`. */
export function withoutTemplates(annotation: string): string {
  return annotation.replaceAll(/\{\{\s*\$(?:labels\.)?(\w+)[^}]*\}\}/g, '<$1>');
}
