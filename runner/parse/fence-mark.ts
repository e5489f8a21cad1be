// Where the fence lines of a code block stand: the tree itself does not tell a closed fence from an open one.

export interface FenceMark {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

declare module 'mdast' {
  interface CodeData {
    /** The opening fence and, if there is one, the closing fence. Absent: indented code. */
    fences?: readonly FenceMark[];
  }
}
