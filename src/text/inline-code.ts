import { escapeHtml } from './html.ts';

/** HTML of a front matter sentence: text between backticks becomes code, everything else stays text. */
export function inlineCode(sentence: string): string {
  return escapeHtml(sentence).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}
