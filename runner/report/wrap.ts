// Sentences on a terminal break between words. What came out of a step is evidence, and never broken here.

/** Lines of at most `width` characters; a longer word stays whole. All but the first begin with `hang` spaces. */
export function wrapText(text: string, width: number, hang = 0): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() === '' || longer.length <= width) line = longer;
    else {
      lines.push(line);
      line = `${' '.repeat(hang)}${word}`;
    }
  }
  return [...lines, line];
}
