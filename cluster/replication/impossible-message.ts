/** A message that no copy can send which follows the protocol. It is thrown before it has changed anything. */
export class ImpossibleMessage extends Error {
  override readonly name = 'ImpossibleMessage';
}
