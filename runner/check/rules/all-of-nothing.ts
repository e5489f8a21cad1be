import { type CheckedPage, codeSpan, type Finding } from '../rule.ts';
import { programOf } from '../shell/program.ts';

/** `all` as a filter of its own, with or without a condition behind it; not `.all`, nor a part of another word. */
const asksForAll = /(?:^|[|;,([\s])all\s*(?:$|[|)\]};,(])/;
/** Whoever counts as well, or asks for one of them, has thought of it. */
const countsToo = /\b(?:length|any|isempty)\b/;

/** `jq`'s `all` is true of an empty list: a check of nothing passes, and passes at once. */
export function* allOfNothing({ scripts, lines }: CheckedPage): Iterable<Finding> {
  for (const { step, commands } of scripts) {
    for (const command of commands) {
      const program = programOf(command);
      if (program?.name !== 'jq') continue;
      const filter = program.args.find(
        ({ text, isQuoted }) => isQuoted && asksForAll.test(text) && !countsToo.test(text),
      );
      if (filter === undefined) continue;
      yield {
        code: 'check/all-of-nothing',
        span: codeSpan(lines, step, filter),
        message:
          'Unexpected `all` of a list that may be empty, expected its length to be asked for too',
        hint: 'write `length > 0 and all(.[]; …)`, or show the list itself in the `expect` block',
      };
    }
  }
}
