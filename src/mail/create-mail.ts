import type { Clock, Events, Logger, Sealer, Settings } from '../base/index.js';
import { NotFound, omitUndefined } from '../base/index.js';
import type { Backlog, Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import { addressKeyOf, createBounceStore, type Bounce } from './bounce-store.js';
import { createDeliver } from './deliver.js';
import { createMailStore } from './mail-store.js';
import type { StoredMail } from './mail-schema.js';
import type { MailEntry, MailState, NewMail, RenderedMail } from './mail.js';
import { createOutbox, type Outbox } from './outbox.js';
import {
  renderMail,
  type FindBadgePicture,
  type FindMailBrand,
  type Letter,
} from './render-mail.js';
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
  /** Without it mail shows no badge's picture. */
  readonly findPicture?: FindBadgePicture;
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
  /** Forgets the content of mail that was sent two weeks ago. To be run now and then. */
  forgetSent(): Promise<void>;
  /** The outbox for administrators. */
  readonly outbox: Outbox;
  /** Whether mail to an address comes back, and since when; null: not that is known. */
  bounceOf(address: string): Promise<Bounce | null>;
  /** Notes that mail to an address comes back: nothing is sent there until it is confirmed. */
  noteBounce(address: string, reason: string): Promise<void>;
  /** The address works: what was held for it goes out. @returns whether it was known to come back */
  confirmAddress(address: string): Promise<boolean>;
  /** Forgets that mail to an address came back, and sends nothing. */
  forgetBounce(address: string): Promise<void>;
  /** Gives up all mail that waits; each can be sent again from the outbox. @returns how many */
  setAside(): Promise<number>;
  /** Whether any of this mail was sent, or is on its way. */
  wasSent(key: string): Promise<boolean>;
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
  addressKey: _addressKey,
  platformId: _platformId,
  deploymentId: _deploymentId,
  forgetAt: _forgetAt,
  ...entry
}: StoredMail): MailEntry => entry;

/** The outbox: each mail is put in once, by its key, and sent by whichever worker takes it. */
export function createMail(deps: MailDeps): Mail {
  const { clock, sealer, settings } = deps;
  const store = createMailStore(deps.connection);
  const bounces = createBounceStore(deps.connection, sealer);
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
    platformId = school?.platformId,
    picture,
    isProbe,
  }: NewMail): Omit<StoredMail, 'id'> {
    const now = clock.now();
    const letter: Letter = omitUndefined({
      to,
      model,
      unsubscribe,
      replyTo,
      school,
      picture,
      isProbe,
    });
    return omitUndefined({
      key,
      view,
      sealed: sealer.seal(JSON.stringify(letter), PURPOSE),
      locale,
      personId,
      addressKey: addressKeyOf(sealer, to),
      platformId,
      deploymentId: school?.deploymentId,
      state: 'pending',
      attempts: 0,
      createdAt: now,
      notBefore: notBefore ?? now,
    });
  }

  function open(mail: StoredMail): Letter {
    if (mail.sealed === undefined) throw new NotFound('mail_gone', 'This mail was sent already.');
    return JSON.parse(sealer.open(mail.sealed, PURPOSE).toString()) as Letter;
  }
  const render = ({ view, locale }: StoredMail, letter: Letter): Promise<RenderedMail> =>
    renderMail(deps, view, letter, { language: locale });
  const show = ({ view, locale }: StoredMail, letter: Letter): Promise<RenderedMail> =>
    renderMail(deps, view, letter, { language: locale, isShown: true });
  const deliver = createDeliver({ ...deps, store, bounces, send, open, render });

  return {
    enqueue: (mail) => store.insert(pending(mail)),
    enqueueAll: (mails) => store.insertMany(mails.map(pending)),

    cancel: (key) => store.cancel(key),
    postpone: (key, until) => store.postpone(key, until),

    sendDue: deliver,
    forgetSent: () => store.forgetSent(clock.now()),
    outbox: createOutbox({ clock, sealer, store, bounces, open, show }),
    bounceOf: (address) => bounces.find(address),
    noteBounce: (address, reason) => bounces.note(address, { since: clock.now(), reason }),
    async confirmAddress(address) {
      const wasNoted = await bounces.remove(address);
      await store.release(addressKeyOf(sealer, address), clock.now());
      return wasNoted;
    },
    async forgetBounce(address) {
      await bounces.remove(address);
    },
    setAside: () => store.setAside(),
    async wasSent(key) {
      const mail = await store.find(key);
      return mail !== null && (mail.state === 'sent' || mail.state === 'sending');
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
      return render(mail, open(mail));
    },

    async health() {
      const [pending, failed, bounced] = await Promise.all([
        store.count('pending'),
        store.count('failed'),
        store.count('bounced'),
      ]);
      return { isKept: send === null, pending, failed: failed + bounced };
    },

    backlog: () => (send === null ? Promise.resolve(null) : store.backlog(clock.now())),

    async reseal() {
      let changed = await bounces.reseal();
      for (const state of ['pending', 'failed', 'bounced', 'held', 'sent'] as const) {
        for (const { id, sealed } of await store.list({ state, limit: 100_000 })) {
          if (sealed === undefined || sealer.isCurrent(sealed)) continue;
          const letter = sealer.open(sealed, PURPOSE).toString();
          const { to } = JSON.parse(letter) as Letter;
          const after = {
            sealed: sealer.seal(letter, PURPOSE),
            addressKey: addressKeyOf(sealer, to),
          };
          await store.reseal(id, sealed, after);
          changed += 1;
        }
      }
      return changed;
    },
  };
}
