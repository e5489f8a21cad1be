/** Where something stands in a Markdown file. Lines and columns count from 1, as editors show them. */
export interface SourceSpan {
  readonly line: number;
  readonly column: number;
  /** Last line, inclusive. */
  readonly endLine: number;
  /** First column after the end. */
  readonly endColumn: number;
}
