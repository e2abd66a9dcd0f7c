/** A document says something that its signature does not cover. */
export class NotCovered extends Error {
  override readonly name = 'NotCovered';
  constructor(
    /** The member that it is about, as it stands in the document. */
    readonly member: string,
  ) {
    super(`not covered by the signature: ${member.slice(0, 200)}`);
  }
}
