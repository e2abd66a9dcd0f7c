import type { TaskContext } from '../../workers/index.js';
import { documentsFrom } from '../documents/documents-for-tasks.js';
import { readAnswer } from './read-answer.js';
import { verifyDidAuthentication } from './verify-presentation.js';

export interface PresentationOrder {
  readonly body: Uint8Array;
  readonly challenge: string;
  readonly domain: string;
}

/** What a wallet sent: nothing yet, or a presentation by this holder, in this form. */
export type WalletAnswer =
  | { readonly holder: null }
  | { readonly holder: string; readonly isBare: boolean };

/**
 * Reads and checks a wallet's answer, in a worker process. It calls `fetchText` in the main process.
 * @throws InvalidInput `presentation_refused`
 */
export async function run(
  { body, challenge, domain }: PresentationOrder,
  { call }: TaskContext,
): Promise<WalletAnswer> {
  const { presentation, isBare } = readAnswer(body);
  if (presentation === undefined) return { holder: null };
  const { fetchJson } = documentsFrom(call);
  const holder = await verifyDidAuthentication(presentation, { challenge, domain }, fetchJson);
  return { holder, isBare };
}
