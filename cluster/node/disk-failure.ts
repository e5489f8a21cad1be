/** Why a node ends when its disk refuses: a sentence for its operator, from the error of the part that noticed. */
import { sentenceOf } from '../errors.ts';

export function explainDiskFailure(thrown: unknown): string {
  const root = rootOf(thrown);
  const reason =
    root === thrown ? sentenceOf(thrown) : `${sentenceOf(thrown)} (${sentenceOf(root)})`;
  const code = root instanceof Error && 'code' in root ? root.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return `The disk is full; make room and start the node again. ${reason}`;
  }
  return `The disk failed; see to it before the node is started again. ${reason}`;
}

function rootOf(thrown: unknown): unknown {
  let root = thrown;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  return root;
}
