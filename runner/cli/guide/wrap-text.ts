// Sentences of the guide itself, at the width of the terminal.
import { wrap } from '../../guide/wrap.ts';

const widestText = 100;

export function wrapText(text: string, width: number): readonly string[] {
  return wrap([{ text, paint: (same) => same }], { width: Math.min(width, widestText) });
}
