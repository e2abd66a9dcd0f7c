import { omitUndefined, type Clock, type Events, type Logger } from '../base/index.js';
import type { BounceStore } from './bounce-store.js';
import type { MailStore } from './mail-store.js';
import type { MailDocument, StoredMail } from './mail-schema.js';
import {
  describeFailure,
  isBounce,
  isOpenView,
  isPermanent,
  KEPT_MS,
  LEASE_MS,
  MAX_ATTEMPTS,
  retryDelay,
  STALE_MS,
  type RenderedMail,
} from './mail.js';
import type { Letter } from './render-mail.js';
import type { SendMail } from './transport.js';

/** What {@link createDeliver} works with. */
export interface DeliverDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: Pick<Events, 'tell'>;
  readonly store: MailStore;
  readonly bounces: BounceStore;
  readonly send: SendMail | null;
  readonly open: (mail: StoredMail) => Letter;
  readonly render: (mail: StoredMail, letter: Letter) => Promise<RenderedMail>;
}

type Change = Partial<Pick<MailDocument, 'state' | 'error' | 'sentAt' | 'notBefore' | 'forgetAt'>>;

/** @returns what sends the mail that is due, with any number of workers at it, and gives how many were sent */
export function createDeliver(deps: DeliverDeps): () => Promise<number> {
  const { bounces, clock, events, log, store, send } = deps;

  /** The state after an attempt that failed. */
  async function afterFailure(mail: StoredMail, to: string, error: unknown): Promise<Change> {
    const reason = describeFailure(error);
    if (isBounce(error)) {
      await bounces.note(to, { since: clock.now(), reason });
      return { state: 'bounced', error: reason };
    }
    const isOver = isPermanent(error) || mail.attempts >= MAX_ATTEMPTS;
    if (isOver) return { state: 'failed', error: reason };
    const { key, view, attempts } = mail;
    log.info({ key, view, attempts, reason }, 'a mail was not sent; it is tried again');
    const notBefore = new Date(clock.now().getTime() + retryDelay(mail.attempts));
    return { state: 'pending', error: reason, notBefore };
  }

  /** Tells how a mail ended; one that is tried again, or held, has not. */
  function tellEnd({ key, view, attempts }: StoredMail, change: Change, ms: number) {
    if (change.state === 'sent') {
      events.tell('mail_sent', { key, view, attempts, ms: Math.round(ms) });
    } else if (change.state === 'failed' || change.state === 'bounced') {
      events.tell('mail_given_up', { key, view, attempts, reason: change.error ?? 'unknown' });
    }
  }

  async function attempt(mail: StoredMail): Promise<Change> {
    const now = clock.now();
    if (now.getTime() - mail.createdAt.getTime() > STALE_MS) {
      return { state: 'failed', error: 'too old' };
    }
    let to = '';
    try {
      const letter = deps.open(mail);
      ({ to } = letter);
      if (!letter.isProbe && (await bounces.find(to)) !== null) return { state: 'held' };
      await send?.({ key: mail.key, ...(await deps.render(mail, letter)) });
      const forgetAt = isOpenView(mail.view) ? new Date(now.getTime() + KEPT_MS) : undefined;
      return omitUndefined({ state: 'sent', sentAt: now, forgetAt });
    } catch (error) {
      return afterFailure(mail, to, error);
    }
  }

  return async () => {
    let sent = 0;
    if (send === null) return sent;
    for (;;) {
      const now = clock.now();
      const mail = await store.claim(now, new Date(now.getTime() + LEASE_MS));
      if (mail === null) return sent;
      const begun = performance.now();
      const change = await attempt(mail);
      if (await store.settle(mail.id, mail.holder, change)) {
        if (change.state === 'sent') sent += 1;
        tellEnd(mail, change, performance.now() - begun);
      } else {
        log.warn({ key: mail.key }, 'a mail was handled by another worker meanwhile');
      }
    }
  };
}
