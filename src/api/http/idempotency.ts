import { createHash } from 'node:crypto';
import { Conflict, InvalidInput, type Clock, type Sealer } from '../../base/index.js';
import type { IdempotencyStore, KeptAnswer } from './idempotency-store.js';

/** How long a request's answer is kept to be given again. */
const KEPT_MS = 24 * 3_600_000;
/** How long a process may be at work before another takes the request over. */
const BUSY_MS = 60_000;
const PURPOSE = 'api answers';
/** What a key may be: visible ASCII. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** An answer to be sent: the one that was just made, or the one of the first time. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface KeyedWork {
  readonly key: string;
  readonly tokenId: string;
  /** What tells this request from others: method, path and body. */
  readonly parts: readonly (string | Uint8Array)[];
}

/** Answers that are worth keeping: what was done, and what was refused for good. */
const isFinal = (status: number): boolean =>
  status < 500 && status !== 401 && status !== 403 && status !== 429;

const digestOf = (parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('base64url');
};

/**
 * Does a request once for each key (IETF draft Idempotency-Key): the same key again within 24 hours gives the same answer.
 * @throws InvalidInput `idempotency_key_wrong`, `idempotency_key_reused`; Conflict `idempotency_key_busy`
 */
export function createIdempotency(deps: {
  readonly store: IdempotencyStore;
  readonly clock: Clock;
  readonly sealer: Pick<Sealer, 'digest' | 'open' | 'seal'>;
}) {
  const { store, clock, sealer } = deps;
  const opened = (kept: KeptAnswer): Answer => ({
    ...kept,
    body: sealer.open(kept.body, PURPOSE).toString('utf8'),
  });
  return async (
    { key, tokenId, parts }: KeyedWork,
    work: () => Promise<Answer>,
  ): Promise<Answer & { readonly isReplayed: boolean }> => {
    if (!IDEMPOTENCY_KEY.test(key))
      throw new InvalidInput('idempotency_key_wrong', 'This Idempotency-Key cannot be used.', {
        action: 'Send 1 to 255 visible ASCII characters, such as a UUID.',
      });
    const id = sealer.digest(JSON.stringify([tokenId, key]), PURPOSE);
    const request = digestOf(parts);
    const now = clock.now().getTime();
    const busyUntil = new Date(now + BUSY_MS);
    const known = await store.begin({ id, request, busyUntil, expiresAt: new Date(now + KEPT_MS) });
    if (known !== null && known.request !== request)
      throw new InvalidInput(
        'idempotency_key_reused',
        'This Idempotency-Key was used for another request.',
        { action: 'Use a new key for each request, and the same one to repeat it.' },
      );
    if (known?.answer) return { ...opened(known.answer), isReplayed: true };
    if (known?.busyUntil && known.busyUntil.getTime() > now) throw busy();
    if (known !== null && !(await store.takeOver(known, busyUntil))) throw busy();
    const answer = await work().catch(async (error: unknown) => {
      await store.forget(id);
      throw error;
    });
    if (isFinal(answer.status))
      await store.finish(id, { ...answer, body: sealer.seal(answer.body, PURPOSE) });
    else await store.forget(id);
    return { ...answer, isReplayed: false };
  };
}

const busy = (): Conflict =>
  new Conflict('idempotency_key_busy', 'A request with this Idempotency-Key is under way.', {
    action: 'Send it again in a moment; it gives the answer of the first.',
    retryAfterSeconds: 5,
  });
