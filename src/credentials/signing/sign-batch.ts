import { signAll, type BadgeSigner } from './badge-signer.js';
import type { SigningThreads } from './threads/signing-threads.js';
import type { SigningBatch } from './threads/thread-messages.js';

/** Fewer badges than this are signed at once where they are: handing them over would take longer than it spares. */
const LEAST_FOR_THREADS = 25;

/** Signs badges in the order of their orders. @throws CredentialRefused for what cannot be a badge */
export type SignBatch = (batch: SigningBatch) => Promise<readonly string[]>;

/**
 * Creates the signing of batches: on threads, or where they cannot or do not pay on this one. All random values come with
 * the batch, so a batch that a thread did not finish is signed again as the same badges.
 */
export function createSignBatch(signer: BadgeSigner, threads: SigningThreads): SignBatch {
  return async (batch) => {
    const { issuer, key, orders, draws, created } = batch;
    const texts = orders.length < LEAST_FOR_THREADS ? null : await threads.sign(batch);
    return texts ?? signAll(signer.with(issuer, key), orders, draws, created);
  };
}
