/** What a command line comes to that asks for no work. */
export type Refused = { readonly kind: 'help' } | Wrong;

export type Wrong = { readonly kind: 'wrong'; readonly message: string };

export function wrong(message: string): Wrong {
  return { kind: 'wrong', message };
}

/** For what `parseArgs` throws: its first sentence says what is wrong, the others are advice for programmers. */
export function refuse(thrown: unknown): Wrong {
  return wrong(thrown instanceof Error ? `${thrown.message.split('. ')[0]}.` : String(thrown));
}
