// The command prefix that enters a target, as a fixture printed it: words and quotes, nothing that a shell would expand.

export type ShellWords =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string };

// What a shell would act upon outside quotes. `=` `,` `:` `@` `%` `+` `/` `.` `-` are plain.
const special = new Set('|&;<>()$`*?[]{}#~!\n\r');

/** Splits by the plain word rules of a POSIX shell: blanks, `'…'`, `"…"` and `\x`. Everything else is refused. */
export function splitShellWords(line: string): ShellWords {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; ) {
    const char = line.charAt(at);
    if (char === ' ' || char === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
      continue;
    }
    const piece = readPiece(line, at);
    if (typeof piece === 'string') return { kind: 'refused', reason: piece };
    word = (word ?? '') + piece.text;
    at = piece.end;
  }
  if (word !== undefined) words.push(word);
  if (words.length === 0) return { kind: 'refused', reason: 'Unexpected empty command prefix' };
  return { kind: 'words', words };
}

/** One quoted or plain piece of a word; a string is the reason why there is none. */
function readPiece(line: string, at: number): { text: string; end: number } | string {
  const char = line.charAt(at);
  if (char === "'") {
    const end = line.indexOf("'", at + 1);
    if (end < 0) return "Unexpected end of the command prefix, expected a closing `'`";
    return { text: line.slice(at + 1, end), end: end + 1 };
  }
  if (char === '"') return readDoubleQuoted(line, at + 1);
  if (char === '\\') {
    if (at + 1 >= line.length) return 'Unexpected `\\` at the end of the command prefix';
    return { text: line.charAt(at + 1), end: at + 2 };
  }
  if (special.has(char)) {
    const shown = JSON.stringify(char).slice(1, -1);
    return `Unexpected \`${shown}\` in the command prefix, expected plain words and quotes`;
  }
  return { text: char, end: at + 1 };
}

function readDoubleQuoted(line: string, from: number): { text: string; end: number } | string {
  let text = '';
  for (let at = from; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '"') return { text, end: at + 1 };
    if (char === '$' || char === '`') {
      return `Unexpected \`${char}\` in the command prefix, expected plain words and quotes`;
    }
    const next = line.charAt(at + 1);
    if (char === '\\' && next !== '' && '"\\$`'.includes(next)) {
      text += next;
      at += 1;
    } else {
      text += char;
    }
  }
  return 'Unexpected end of the command prefix, expected a closing `"`';
}
