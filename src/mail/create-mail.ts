import type { Clock, Logger, Sealer, Settings } from '../base/index.js';
import { NotFound } from '../base/index.js';
import type { Connection } from '../store/index.js';
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
import { createSendMail } from './transport.js';

export interface MailDeps {
  readonly connection: Connection;
  readonly settings: Settings;
  readonly log: Logger;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly web: Pick<Web, 'renderMail' | 'renderText' | 'chooseLocale'>;
}

export interface Mail {
  /** Puts a mail into the outbox; false when one of this key was put there before. */
  enqueue(mail: NewMail): Promise<boolean>;
  /** Puts many into the outbox in one go; those whose key was put there before are left as they are. */
  enqueueAll(mails: readonly NewMail[]): Promise<void>;
  /** Takes a waiting mail back; false when it is gone, or on its way, or never was. */
  cancel(key: string): Promise<boolean>;
  /** Sends what is due, with any number of workers at it. Gives how many were sent. */
  sendDue(): Promise<number>;
  list(filter?: { state?: MailState; limit?: number }): Promise<MailEntry[]>;
  /** A waiting mail as its reader would get it. Throws NotFound when there is none or it is sent. */
  read(key: string): Promise<RenderedMail>;
  /** For the health page. `isKept`: there is no mail server, so mail stays in the outbox. */
  health(): Promise<{ isKept: boolean; pending: number; failed: number }>;
  /** Seals what waits with the current master key. Gives how many were changed. */
  reseal(): Promise<number>;
}

const PURPOSE = 'mail';
const LIST_LIMIT = 200;

interface Letter {
  readonly to: string;
  readonly model: Record<string, unknown>;
}

/** The outbox: each mail is put in once, by its key, and sent by whichever worker takes it. */
export function createMail(deps: MailDeps): Mail {
  const { clock, log, sealer, settings, web } = deps;
  const store = createMailStore(deps.connection);
  const send = createSendMail(settings);

  function pending({ key, to, view, model, locale, notBefore }: NewMail): Omit<StoredMail, 'id'> {
    const now = clock.now();
    return {
      key,
      view,
      sealed: sealer.seal(JSON.stringify({ to, model } satisfies Letter), PURPOSE),
      ...(locale === undefined ? {} : { locale }),
      state: 'pending',
      attempts: 0,
      createdAt: now,
      notBefore: notBefore ?? now,
    };
  }

  function render(mail: StoredMail): RenderedMail {
    if (mail.sealed === undefined) throw new NotFound('mail_gone', 'This mail was sent already.');
    const letter = JSON.parse(sealer.open(mail.sealed, PURPOSE).toString()) as Letter;
    const locale = web.chooseLocale(mail.locale === undefined ? [] : [mail.locale]);
    const subject = locale.t(`mail.${mail.view}.subject`, letter.model).replace(/\s+/g, ' ');
    const model = { publicUrl: settings.publicUrl, ...letter.model, title: subject };
    return {
      to: letter.to,
      subject,
      text: web.renderText(mail.view, model, locale.code),
      html: web.renderMail(mail.view, model, locale.code),
    };
  }

  /** The state after an attempt that failed. */
  function afterFailure(mail: StoredMail, error: unknown): Partial<MailEntry> {
    const reason = describeFailure(error);
    const isOver = isPermanent(error) || mail.attempts >= MAX_ATTEMPTS;
    log.warn({ key: mail.key, attempts: mail.attempts, reason, isOver }, 'a mail was not sent');
    if (isOver) return { state: 'failed', error: reason };
    const notBefore = new Date(clock.now().getTime() + retryDelay(mail.attempts));
    return { state: 'pending', error: reason, notBefore };
  }

  async function attempt(mail: StoredMail): Promise<Partial<MailEntry>> {
    const now = clock.now();
    if (now.getTime() - mail.createdAt.getTime() > STALE_MS) {
      return { state: 'failed', error: 'too old' };
    }
    try {
      await send?.({ key: mail.key, ...render(mail) });
      return { state: 'sent', sentAt: now };
    } catch (error) {
      return afterFailure(mail, error);
    }
  }

  return {
    enqueue: (mail) => store.insert(pending(mail)),
    enqueueAll: (mails) => store.insertMany(mails.map(pending)),

    cancel: (key) => store.cancel(key),

    async sendDue() {
      let sent = 0;
      if (send === null) return sent;
      for (;;) {
        const now = clock.now();
        const mail = await store.claim(now, new Date(now.getTime() + LEASE_MS));
        if (mail === null) return sent;
        const change = await attempt(mail);
        if (await store.settle(mail.id, mail.holder, change)) {
          if (change.state === 'sent') sent += 1;
        } else {
          log.warn({ key: mail.key }, 'a mail was handled by another worker meanwhile');
        }
      }
    },

    async list({ state, limit = LIST_LIMIT } = {}) {
      const mails = await store.list({ ...(state === undefined ? {} : { state }), limit });
      return mails.map(({ id: _id, sealed: _sealed, locale: _locale, ...entry }) => entry);
    },

    async read(key) {
      const mail = await store.find(key);
      if (mail === null) throw new NotFound('mail_unknown', 'There is no such mail.');
      return render(mail);
    },

    async health() {
      const [pending, failed] = await Promise.all([store.count('pending'), store.count('failed')]);
      return { isKept: send === null, pending, failed };
    },

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
