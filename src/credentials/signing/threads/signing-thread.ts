/**
 * A thread that signs batches of badges: canonicalization by compiled templates, hashes, signatures, texts. It opens no
 * store and no connection, and knows no key but those that it is handed.
 */
import { parentPort } from 'node:worker_threads';
import type { SigningKey } from '../../issuer/issuer-key.js';
import { createBadgeSigner, signAll } from '../badge-signer.js';
import { unpack } from './pack.js';
import type { BatchMessage, FromThread, SigningBatch, ToThread } from './thread-messages.js';

const port = parentPort;
if (port === null) throw new Error('not a thread');
const say = (message: FromThread): void => port.postMessage(message);

const keys = new Map<SigningKey['id'], SigningKey>();
const signer = createBadgeSigner({
  error: ({ achievementId }: { readonly achievementId: string }) => say({ differs: achievementId }),
});

async function sign(batch: BatchMessage): Promise<void> {
  const { id, keyId, issuer, count, created } = batch;
  const orders = unpack(batch.orders, count) as SigningBatch['orders'];
  const draws = unpack(batch.draws, count) as SigningBatch['draws'];
  const key = keys.get(keyId);
  try {
    if (key === undefined) throw new Error('a key that was not handed over');
    say({ id, texts: await signAll(signer.with(issuer, key), orders, draws, created) });
  } catch {
    // The main thread signs the batch itself, and meets what is wrong with it.
    say({ id, failed: true });
  }
}

port.on('message', (message: ToThread) => {
  if ('key' in message) keys.set(message.key.id, message.key);
  else if ('forget' in message) keys.delete(message.forget);
  else void sign(message);
});
say({ ready: true });
