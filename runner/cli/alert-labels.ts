// `--alert FILE`: the labels of an alert, from what Alertmanager sends to a webhook, or from a plain object of labels.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { Io } from './io.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Of several alerts in one payload only the labels that all firing ones agree upon: a value that fits one of them would
 * be a guess for the others.
 */
export function readAlertLabels(file: string, io: Io): Labels {
  const value = readJson(file, io);
  if (!isObject(value)) throw unexpected(file, 'expected an object');
  if (!Array.isArray(value['alerts'])) {
    // One alert as Prometheus's and Alertmanager's APIs give it, or its labels alone.
    return toLabels('labels' in value ? value['labels'] : value, file);
  }
  const alerts = value['alerts'].map((alert) => {
    if (!isObject(alert)) throw unexpected(file, 'expected objects in `alerts`');
    return { isResolved: alert['status'] === 'resolved', labels: toLabels(alert['labels'], file) };
  });
  const firing = alerts.filter(({ isResolved }) => !isResolved);
  const [first, ...others] = firing;
  if (first === undefined) throw unexpected(file, 'expected at least one alert that fires');
  const agreed = Object.entries(first.labels).filter(([name, text]) =>
    others.every(({ labels }) => Object.hasOwn(labels, name) && labels[name] === text),
  );
  return Object.fromEntries(agreed);
}

function readJson(file: string, io: Io): unknown {
  let text: string;
  try {
    text = readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `Unexpected path \`${file}\` of \`--alert\`, expected a JSON file (${code})`,
      undefined,
      { cause: error },
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unexpected(file, `expected JSON: ${(error as Error).message}`);
  }
}

function toLabels(value: unknown, file: string): Labels {
  if (!isObject(value)) throw unexpected(file, 'expected labels: an object of strings');
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string')
      throw unexpected(file, `expected a string as the value of label \`${name}\``);
  }
  return value as Labels;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unexpected(file: string, expected: string): UserError {
  return new UserError(
    `Unexpected content of \`${file}\`, ${expected}`,
    '`--alert` reads what Alertmanager sends to a webhook, or an object of labels',
  );
}
