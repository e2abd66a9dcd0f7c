import { LRUCache } from 'lru-cache';
import type { Worker } from 'node:worker_threads';
import type { SigningKey } from '../../issuer/issuer-key.js';
import { pack } from './pack.js';
import type { FromThread, SigningBatch, ToThread } from './thread-messages.js';

/** How many keys a thread holds. */
const MOST_KEYS = 64;

/** A thread that signs, as the main thread sees it. */
export interface Thread {
  /** Settles when the thread can sign; false where it ended before that. */
  readonly started: Promise<boolean>;
  isReady(): boolean;
  /** How many batches wait for it, the one at work among them. */
  load(): number;
  /** @returns the badges' texts; null where the thread ended, or could not sign them */
  sign(batch: SigningBatch): Promise<readonly string[] | null>;
  end(): Promise<void>;
}

type Settle = (texts: readonly string[] | null) => void;

/**
 * Begins to talk to a thread.
 * @param deps.onDiffers told of an achievement whose compiled badge differs from the library's
 * @param deps.onEnd told once when the thread is gone, whoever ended it; all that it was asked for is answered by then
 */
export function talkTo(
  worker: Worker,
  deps: { onDiffers(achievementId: string): void; onEnd(): void },
): Thread {
  const waiting = new Map<number, Settle>();
  const tell = (message: ToThread): void => worker.postMessage(message);
  // What falls out here is forgotten there: messages arrive in their order.
  const handed = new LRUCache<SigningKey['id'], true>({
    max: MOST_KEYS,
    dispose: (_, id) => tell({ forget: id }),
  });
  let isReady = false;
  let nextId = 0;
  let begin: (isStarted: boolean) => void = () => undefined;
  const started = new Promise<boolean>((resolve) => (begin = resolve));

  const settle = (id: number, texts: readonly string[] | null): void => {
    waiting.get(id)?.(texts);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
  };
  worker.on('message', (message: FromThread) => {
    if ('ready' in message) {
      isReady = true;
      begin(true);
    } else if ('differs' in message) deps.onDiffers(message.differs);
    else settle(message.id, 'texts' in message ? message.texts : null);
  });
  // Whatever ended it is seen by its end: there is nothing to be said that would name no key and no person.
  worker.on('error', () => undefined);
  worker.once('exit', () => {
    isReady = false;
    begin(false);
    for (const id of [...waiting.keys()]) settle(id, null);
    deps.onEnd();
  });

  return {
    started,
    isReady: () => isReady,
    load: () => waiting.size,
    sign({ key, issuer, created, orders, draws }) {
      if (handed.get(key.id) === undefined) {
        tell({ key });
        handed.set(key.id, true);
      }
      const id = nextId++;
      worker.ref();
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        const columns = { count: orders.length, orders: pack(orders), draws: pack(draws) };
        tell({ id, keyId: key.id, issuer, created, ...columns });
      });
    },
    end: async () => void (await worker.terminate()),
  };
}
