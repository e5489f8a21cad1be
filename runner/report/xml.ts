// XML 1.0 that every parser takes, whatever the texts hold. Control characters stay visible as `\x1b`.
import { escapeControls } from '../model/escape-controls.ts';

/** An element; text stands for itself, attributes that are undefined are left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly children?: readonly XmlElement[];
  /** Instead of children. */
  readonly text?: string;
}

/** With declaration and final newline. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement(root, '')}`;
}

function xmlElement(
  { name, attributes = {}, children = [], text }: XmlElement,
  indent: string,
): string {
  const words = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeAttribute(String(value))}"`],
  );
  const open = `${indent}<${name}${words.join('')}`;
  // White space in a text is evidence, so nothing may be added to it.
  if (text !== undefined) return `${open}>${escapeText(text)}</${name}>\n`;
  if (children.length === 0) return `${open}/>\n`;
  const inner = children.map((child) => xmlElement(child, `${indent}  `)).join('');
  return `${open}>\n${inner}${indent}</${name}>\n`;
}

function escapeText(text: string): string {
  // `>` too: `]]>` is not allowed in a text.
  return escapeControls(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A parser turns plain line ends and tabs of an attribute into spaces. */
function escapeAttribute(text: string): string {
  return escapeText(text)
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
}
