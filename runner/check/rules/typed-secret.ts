import { type CheckedPage, codeSpan, type Finding, type Script } from '../rule.ts';
import type { ShellWord } from '../shell/token.ts';

/** Forms that only secrets have. */
const knownForms = [
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b/,
  /\bgithub_pat_\w{22,}/,
  /\bglpat-[\w-]{20,}/,
  /\bxox[abprs]-[\w-]{10,}/,
  /\bsk_live_\w{16,}/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/,
];

/** What stands behind these names is one; the last group is the value. */
const namedValues = [
  /^(?:\w*_)?(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY)=(.+)$/i,
  /^--(?:password|passwd|token|api-key|secret)=(.+)$/,
  /^Authorization:\s*(?:Bearer|Basic|token)\s+(.+)$/i,
  /^[a-z][a-z+.-]*:\/\/[^/:@\s]+:([^/@\s]+)@/i,
];

/** The value is the next word. */
const namingOptions = new Set(['--password', '--passwd', '--token', '--api-key', '--secret']);

/** A page goes to a repository, a site and the terminals of many: what is typed into it is no secret any more. */
export function* typedSecret({ scripts, lines }: CheckedPage): Iterable<Finding> {
  for (const script of scripts) {
    for (const word of secrets(script)) {
      yield {
        code: 'check/typed-secret',
        span: codeSpan(lines, script.step, word),
        message: 'Unexpected secret in a command, expected a variable',
        hint: 'declare a parameter of the type `secret`, or name the environment variable in `secrets` of the config',
      };
    }
  }
}

function* secrets({ commands }: Script): Iterable<ShellWord> {
  for (const { words, assignments } of commands) {
    const all = [...assignments, ...words];
    for (const [index, word] of all.entries()) {
      const { text } = word;
      const value = namedValues
        .map((form) => form.exec(text)?.[1])
        .find((found) => found !== undefined);
      const isNamed = namingOptions.has(all[index - 1]?.text ?? '') && isSecret(text, word);
      const isKnown = knownForms.some((form) => form.test(text));
      if (isKnown || isNamed || (value !== undefined && isSecret(value, word))) yield word;
    }
  }
}

/** Values that writers of examples use, and what a run would fill in. */
const placeholder =
  /^(?:x+|\*+|\.+|…|.*example.*|change-?me.*|your.*|my-?.*|password|passwd|secret|token|dummy|test|none|null|true|false|<.*>|\{.*\})$/i;

function isSecret(value: string, { variables, substitutions }: ShellWord): boolean {
  if (variables.length > 0 || substitutions.length > 0) return false;
  // A path, an option or a number is no password that anybody would have to hide.
  return (
    value.length >= 6 && !/^[-/@.~]/.test(value) && !/^\d+$/.test(value) && !placeholder.test(value)
  );
}
