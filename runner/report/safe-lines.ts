import { escapeControls } from '../model/escape-controls.ts';

/** Line by line, so that line ends survive. */
export function safeLines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n').map(escapeControls);
}

/** For places where a line break would break the layout: it becomes visible too. */
export function safeLine(text: string): string {
  return escapeControls(text).replaceAll('\n', '\\n');
}
