/** `json` absent: only whether jq accepts the filter. */
export interface JqQuestion {
  readonly filter: string;
  readonly json?: string;
}

export type JqAnswer =
  | { readonly kind: 'filter' }
  | { readonly kind: 'no-filter'; readonly reason: string }
  /** How many values came, and the first ones that were not `true`, as JSON. */
  | { readonly kind: 'result'; readonly yielded: number; readonly others: readonly string[] }
  /** The filter failed on this input. */
  | { readonly kind: 'error'; readonly reason: string }
  /** Over the time limit, or jq itself broke: nothing is known of the output. */
  | { readonly kind: 'crash'; readonly reason: string };
