// GitHub's workflow commands: lines of output that the Actions runner takes for orders.

/** One annotation at a place of a file. Line ends and everything else that is part of the syntax is escaped. */
export function annotation(
  level: 'error' | 'warning' | 'notice',
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const words = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  return `::${level} ${words.join(',')}::${data(message)}`;
}

/** What stands inside is folded in the log. */
export function group(title: string): string {
  return `::group::${data(title)}`;
}

export const endGroup = '::endgroup::';

/** The lines between are printed, whatever they look like. `token` must be one that they cannot know. */
export function inert(token: string, lines: readonly string[]): readonly string[] {
  return [`::stop-commands::${token}`, ...lines, `::${token}::`];
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value: string | number): string {
  return data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
