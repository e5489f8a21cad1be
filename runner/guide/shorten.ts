// Long output, cut to what is worth keeping: its beginning and its end.

/** Of one stream in a journal, in characters. */
const keptBeginning = 2000;
const keptEnd = 2000;

export function shortenOutput(text: string): string {
  const left = text.length - keptBeginning - keptEnd;
  if (left <= 0) return text;
  const head = text.slice(0, keptBeginning);
  const tail = text.slice(text.length - keptEnd);
  return `${head}\n… ${left} characters left out …\n${tail}`.toWellFormed();
}
