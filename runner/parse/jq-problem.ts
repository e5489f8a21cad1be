/** Why jq does not accept a filter; undefined if it does. */
export type JqProblem = (filter: string) => string | undefined;
