import { createVerifyData } from '../verify/data-integrity.js';

/** A document and the options of the proof that is to sign it. */
export interface HashOrder {
  readonly document: Record<string, unknown>;
  readonly proof: Record<string, unknown>;
}

/** @returns the bytes that a proof of a document signs; canonicalizing dozens of badges would hold up the server */
export const run = ({ document, proof }: HashOrder): Promise<Uint8Array> =>
  createVerifyData(document, proof);
