// Blocks that do not run although somebody may think that they do.
import { attributeNames } from './attribute-table.ts';
import type { Complain } from './complain.ts';
import type { Fence } from './fence.ts';

/** For a fence that is no step. */
export function complainLanguage(fence: Fence, complain: Complain): void {
  if (shellLike.test(fence.language)) {
    complain(
      'parse/shell-language',
      fence.languageSpan,
      `Unexpected language \`${fence.language}\`, expected \`bash\` or \`sh\`: this block would not run`,
      'for output use `text`, for commands with their output `console`; for a block that must not run use `bash skip="the reason"`',
    );
    return;
  }
  complainRunWord(fence, complain);
}

/** What people call a shell block elsewhere, in any capitals, `{.bash}` and `bash{1}` included. */
const shellLike =
  /^(?:\W*(?:ba|z|k|da|c|tc|fi)?sh(?:\b.*)?|\W*(?:shell|console|terminal|shellscript|shellsession|zshell)(?:\b.*)?|(?:bash|shell|sh|zsh)[-_]?(?:session|script))$/i;

const codeLike = /^(?:py|python\d*|js|javascript|node|nodejs|mjs|cjs)$/i;
const canRun = /^(?:py|python|js|javascript|node)$/;

function complainRunWord(fence: Fence, complain: Complain): void {
  const words = fence.info.split(/\s+/);
  const run = words.find((word) => word.toLowerCase() === 'run');
  if (run !== undefined && !words.includes('expect')) {
    complain(
      'parse/shell-language',
      run === 'run' ? fence.languageSpan : wordSpan(fence, run),
      run === 'run' || !canRun.test(fence.language)
        ? `Unexpected language \`${fence.language}\` of a block with \`run\`, expected \`python\` or \`js\`: it would not run`
        : `Unexpected word \`${run}\`, expected \`run\`: this block would not run`,
    );
    return;
  }
  const attribute = words.find((word) =>
    attributeNames.some((name) => word.startsWith(`${name}=`)),
  );
  if (attribute === undefined || !codeLike.test(fence.language)) return;
  const [name = ''] = attribute.split('=');
  complain(
    'parse/unknown-attribute',
    wordSpan(fence, attribute, name.length),
    `Unexpected \`${name}\` on a \`${fence.language}\` block that does not run, expected the word \`run\` too`,
    'a block of this language is an illustration, unless it says `run`',
  );
}

function wordSpan(fence: Fence, word: string, length = word.length): Fence['span'] {
  const column = fence.infoColumn + fence.info.indexOf(word);
  return { line: fence.line, column, endLine: fence.line, endColumn: column + length };
}
