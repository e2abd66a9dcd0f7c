/** A document says something that its signature does not cover. */
export class NotCovered extends Error {
  override readonly name = 'NotCovered';
  constructor(
    /** The member that is not covered, as the document names it. */
    readonly member: string,
  ) {
    super(`not covered by the signature: ${member.slice(0, 200)}`);
  }
}
