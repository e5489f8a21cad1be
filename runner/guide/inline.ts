// What stands inside a paragraph, as runs of one look each.
import type { PhrasingContent } from 'mdast';
import type pc from 'picocolors';
import { escapeControls } from '../model/escape-controls.ts';
import { type Paint, type Run, unbroken } from './wrap.ts';

export type Colors = ReturnType<typeof pc.createColors>;

export function inlineRuns(
  content: readonly PhrasingContent[],
  colors: Colors,
  paint: Paint = (text) => text,
): readonly Run[] {
  return content.flatMap((piece) => runsOf(piece, colors, paint));
}

/** Without marks and colours. */
export function plainInline(content: readonly PhrasingContent[]): string {
  return content
    .map((piece) => {
      if ('children' in piece) return plainInline(piece.children);
      return 'value' in piece && piece.type !== 'html' ? clean(piece.value) : '';
    })
    .join('')
    .trim();
}

function runsOf(piece: PhrasingContent, colors: Colors, paint: Paint): readonly Run[] {
  const inside = (content: readonly PhrasingContent[], more: Paint): readonly Run[] =>
    inlineRuns(content, colors, (text) => paint(more(text)));
  switch (piece.type) {
    case 'text':
      // A line end inside a paragraph is white space.
      return [{ text: clean(piece.value), paint }];
    case 'inlineCode':
      return [code(piece.value, colors, paint)];
    case 'strong':
      return inside(piece.children, colors.bold);
    case 'emphasis':
      return inside(piece.children, colors.italic);
    case 'link':
      return [...inlineRuns(piece.children, colors, paint), ...address(piece.url, colors)];
    case 'image':
      return [{ text: clean(piece.alt ?? ''), paint }, ...address(piece.url, colors)];
    case 'break':
      return [{ text: '\n', paint }];
    case 'html':
      return [];
    default:
      return 'children' in piece ? inlineRuns(piece.children, colors, paint) : [];
  }
}

/** Shorter commands are not broken over two lines. */
const longestWhole = 40;

/** Where there are no colours the backticks stay: something must tell a command from the words around it. */
function code(value: string, colors: Colors, paint: Paint): Run {
  const clear = clean(value);
  const text = clear.length > longestWhole ? clear : clear.replaceAll(' ', unbroken);
  if (!colors.isColorSupported) return { text: `\`${text}\``, paint };
  return { text, paint: (shown) => paint(colors.cyan(shown)) };
}

/** Only what leads out of the page's own site: a path relative to it helps nobody in a terminal. */
function address(url: string, colors: Colors): readonly Run[] {
  if (!/^(?:https?|mailto):/.test(url)) return [];
  return [{ text: ` (${clean(url)})`, paint: colors.dim }];
}

function clean(text: string): string {
  return escapeControls(text.replaceAll(/[\r\n\t]+/g, ' '));
}
