import type { Clock, Events, Logger, Sealer, Settings } from '../base/index.js';
import { NotFound, omitUndefined } from '../base/index.js';
import type { Backlog, Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import { createMailStore, type StoredMail } from './mail-store.js';
import {
  describeFailure,
  isPermanent,
  LEASE_MS,
  MAX_ATTEMPTS,
  retryDelay,
  STALE_MS,
  type MailEntry,
  type MailState,
  type NewMail,
  type RenderedMail,
} from './mail.js';
import { renderMail, type FindMailBrand, type Letter } from './render-mail.js';
import { createSendMail } from './transport.js';

export interface MailDeps {
  readonly connection: Connection;
  readonly settings: Settings;
  readonly log: Logger;
  readonly events: Pick<Events, 'tell'>;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly web: Pick<Web, 'renderMail' | 'renderText' | 'chooseLocale'>;
  /** How a school's mail looks; without it all mail looks as this program's own. */
  readonly findBrand?: FindMailBrand;
}

export interface Mail {
  /** Puts a mail into the outbox; false when one of this key was put there before. */
  enqueue(mail: NewMail): Promise<boolean>;
  /** Puts many into the outbox in one go; those whose key was put there before are left as they are. */
  enqueueAll(mails: readonly NewMail[]): Promise<void>;
  /** Takes a waiting mail back; false when it is gone, or on its way, or never was. */
  cancel(key: string): Promise<boolean>;
  /** A waiting mail goes out then at the earliest; one that is gone or on its way stays so. */
  postpone(key: string, until: Date): Promise<void>;
  /** Sends what is due, with any number of workers at it. Gives how many were sent. */
  sendDue(): Promise<number>;
  list(filter?: { state?: MailState; limit?: number }): Promise<MailEntry[]>;
  /**
   * What was or is to be sent to a person, the newest first.
   * @param keys of mail that was put in without saying whom it is about
   */
  listOf(personId: string, keys?: readonly string[]): Promise<MailEntry[]>;
  /**
   * Forgets a person's mail, whatever became of it; what waits is not sent.
   * @param keys of mail that was put in without saying whom it is about
   */
  forget(personId: string, keys?: readonly string[]): Promise<void>;
  /** A waiting mail as its reader would get it. Throws NotFound when there is none or it is sent. */
  read(key: string): Promise<RenderedMail>;
  /** For the health page. `isKept`: there is no mail server, so mail stays in the outbox. */
  health(): Promise<{ isKept: boolean; pending: number; failed: number }>;
  /** What is due and not sent; null without a mail server, where all of it waits. */
  backlog(): Promise<Backlog | null>;
  /** Seals what waits with the current master key. Gives how many were changed. */
  reseal(): Promise<number>;
}

const PURPOSE = 'mail';
const LIST_LIMIT = 200;

const entryOf = ({
  id: _id,
  sealed: _sealed,
  locale: _locale,
  personId: _personId,
  ...entry
}: StoredMail): MailEntry => entry;

/** The outbox: each mail is put in once, by its key, and sent by whichever worker takes it. */
export function createMail(deps: MailDeps): Mail {
  const { clock, events, log, sealer, settings } = deps;
  const store = createMailStore(deps.connection);
  const send = createSendMail(settings);

  function pending({
    key,
    to,
    personId,
    view,
    model,
    locale,
    notBefore,
    unsubscribe,
    replyTo,
    school,
  }: NewMail): Omit<StoredMail, 'id'> {
    const now = clock.now();
    const letter: Letter = omitUndefined({ to, model, unsubscribe, replyTo, school });
    return omitUndefined({
      key,
      view,
      sealed: sealer.seal(JSON.stringify(letter), PURPOSE),
      locale,
      personId,
      state: 'pending',
      attempts: 0,
      createdAt: now,
      notBefore: notBefore ?? now,
    });
  }

  async function render(mail: StoredMail): Promise<RenderedMail> {
    if (mail.sealed === undefined) throw new NotFound('mail_gone', 'This mail was sent already.');
    const letter = JSON.parse(sealer.open(mail.sealed, PURPOSE).toString()) as Letter;
    return renderMail(deps, mail.view, letter, mail.locale);
  }

  /** The state after an attempt that failed. */
  function afterFailure(mail: StoredMail, error: unknown): Partial<MailEntry> {
    const reason = describeFailure(error);
    const isOver = isPermanent(error) || mail.attempts >= MAX_ATTEMPTS;
    if (isOver) return { state: 'failed', error: reason };
    const { key, view, attempts } = mail;
    log.info({ key, view, attempts, reason }, 'a mail was not sent; it is tried again');
    const notBefore = new Date(clock.now().getTime() + retryDelay(mail.attempts));
    return { state: 'pending', error: reason, notBefore };
  }

  /** Tells how a mail ended; one that is tried again has not. */
  function tellEnd({ key, view, attempts }: StoredMail, change: Partial<MailEntry>, ms: number) {
    if (change.state === 'sent') {
      events.tell('mail_sent', { key, view, attempts, ms: Math.round(ms) });
    } else if (change.state === 'failed') {
      events.tell('mail_given_up', { key, view, attempts, reason: change.error ?? 'unknown' });
    }
  }

  async function attempt(mail: StoredMail): Promise<Partial<MailEntry>> {
    const now = clock.now();
    if (now.getTime() - mail.createdAt.getTime() > STALE_MS) {
      return { state: 'failed', error: 'too old' };
    }
    try {
      await send?.({ key: mail.key, ...(await render(mail)) });
      return { state: 'sent', sentAt: now };
    } catch (error) {
      return afterFailure(mail, error);
    }
  }

  return {
    enqueue: (mail) => store.insert(pending(mail)),
    enqueueAll: (mails) => store.insertMany(mails.map(pending)),

    cancel: (key) => store.cancel(key),
    postpone: (key, until) => store.postpone(key, until),

    async sendDue() {
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
    },

    async list({ state, limit = LIST_LIMIT } = {}) {
      const mails = await store.list(omitUndefined({ state, limit }));
      return mails.map(entryOf);
    },

    listOf: async (personId, keys = []) => (await store.listOf(personId, keys)).map(entryOf),
    forget: (personId, keys = []) => store.forget(personId, keys),

    async read(key) {
      const mail = await store.find(key);
      if (mail === null) throw new NotFound('mail_unknown', 'There is no such mail.');
      return render(mail);
    },

    async health() {
      const [pending, failed] = await Promise.all([store.count('pending'), store.count('failed')]);
      return { isKept: send === null, pending, failed };
    },

    backlog: () => (send === null ? Promise.resolve(null) : store.backlog(clock.now())),

    async reseal() {
      let changed = 0;
      for (const state of ['pending', 'failed'] as const) {
        for (const { id, sealed } of await store.list({ state, limit: 100_000 })) {
          if (sealed === undefined || sealer.isCurrent(sealed)) continue;
          await store.reseal(id, sealed, sealer.seal(sealer.open(sealed, PURPOSE), PURPOSE));
          changed += 1;
        }
      }
      return changed;
    },
  };
}
