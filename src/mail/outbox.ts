import { NotFound, omitUndefined, type Clock, type Sealer } from '../base/index.js';
import { addressKeyOf, type BounceStore } from './bounce-store.js';
import { isOpenView, type MailEntry, type MailState, type RenderedMail } from './mail.js';
import type { StoredMail } from './mail-schema.js';
import type { MailStore } from './mail-store.js';
import type { MailWithin } from './outbox-store.js';
import type { Letter } from './render-mail.js';

/** A mail as administrators see it in the outbox. */
export interface OutboxEntry extends MailEntry {
  readonly id: string;
  readonly platformId?: string;
  readonly deploymentId?: string;
  /** Absent once the content is forgotten. */
  readonly to?: string;
  /** Mail to the address comes back. */
  readonly isBouncing: boolean;
  /** Whether it may be read here. */
  readonly isOpen: boolean;
  readonly canResend: boolean;
}

/** The outbox for administrators. Whoever asks names what they may see; everything else is not found. */
export interface Outbox {
  /** @param before the id of the last entry of the page before */
  page(
    within: MailWithin,
    query: { state?: MailState; address?: string; before?: string; limit: number },
  ): Promise<OutboxEntry[]>;
  /** @throws NotFound `mail_unknown` */
  find(within: MailWithin, id: string): Promise<OutboxEntry>;
  /** A mail as its reader gets it. @throws NotFound `mail_unknown`, or `mail_gone` where it may not or can no longer be read */
  show(within: MailWithin, id: string): Promise<RenderedMail>;
  /**
   * Sends a mail again. One that was sent goes out as another mail, once for each `turn`, which the form names.
   * @returns false where that was done before, or is not possible
   */
  resend(within: MailWithin, id: string, turn: string): Promise<boolean>;
  /** Notes that mail to the address of a mail comes back. @throws NotFound `mail_unknown`, `mail_gone` */
  noteBounce(within: MailWithin, id: string, reason: string): Promise<void>;
}

/** States from which a mail can be put on its way again. */
const OVER: ReadonlySet<MailState> = new Set(['failed', 'bounced', 'held']);

/** What {@link createOutbox} works with. */
export interface OutboxDeps {
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly store: MailStore;
  readonly bounces: BounceStore;
  readonly open: (mail: StoredMail) => Letter;
  readonly show: (mail: StoredMail, letter: Letter) => Promise<RenderedMail>;
}

export function createOutbox(deps: OutboxDeps): Outbox {
  const { bounces, clock, sealer, store } = deps;

  async function get(within: MailWithin, id: string): Promise<StoredMail> {
    const mail = await store.findWithin(within, id);
    if (mail === null) throw new NotFound('mail_unknown', 'There is no such mail.');
    return mail;
  }

  async function describe(mails: readonly StoredMail[]): Promise<OutboxEntry[]> {
    const letters = mails.map((mail) => (mail.sealed === undefined ? undefined : deps.open(mail)));
    const keys = letters.map((letter) => letter && addressKeyOf(sealer, letter.to));
    const known = keys.filter((key) => key !== undefined);
    const bouncing = await bounces.findKeys([...new Set(known)]);
    return mails.map((mail, index) => {
      const { id, key, view, state, attempts, createdAt, notBefore, sentAt, error } = mail;
      const letter = letters[index];
      const isKept = letter !== undefined && isOpenView(view);
      return omitUndefined({
        id,
        key,
        view,
        state,
        attempts,
        createdAt,
        notBefore,
        sentAt,
        error,
        platformId: mail.platformId,
        deploymentId: mail.deploymentId,
        to: letter?.to,
        isBouncing: bouncing.has(keys[index] ?? ''),
        isOpen: isKept,
        canResend: letter !== undefined && (OVER.has(state) || (isKept && state === 'sent')),
      });
    });
  }

  function letterOf(mail: StoredMail): Letter {
    if (mail.sealed === undefined) throw new NotFound('mail_gone', 'This mail was sent already.');
    return deps.open(mail);
  }

  return {
    async page(within, { address, ...query }) {
      const addressKey = address === undefined ? undefined : addressKeyOf(sealer, address);
      return describe(await store.page(within, omitUndefined({ ...query, addressKey })));
    },
    async find(within, id) {
      const [entry] = await describe([await get(within, id)]);
      return entry as OutboxEntry;
    },
    async show(within, id) {
      const mail = await get(within, id);
      if (!isOpenView(mail.view))
        throw new NotFound('mail_gone', 'This mail is for its reader alone.');
      return deps.show(mail, letterOf(mail));
    },
    async resend(within, id, turn) {
      const mail = await get(within, id);
      if (mail.sealed === undefined) return false;
      const now = clock.now();
      if (OVER.has(mail.state)) return store.revive(mail, now);
      if (mail.state !== 'sent' || !isOpenView(mail.view)) return false;
      const { view, sealed, locale, personId, addressKey, platformId, deploymentId } = mail;
      const kept = { view, sealed, locale, personId, addressKey, platformId, deploymentId };
      const again = { state: 'pending', attempts: 0, createdAt: now, notBefore: now } as const;
      return store.insert(omitUndefined({ ...kept, ...again, key: `${mail.key}~${turn}` }));
    },
    async noteBounce(within, id, reason) {
      const { to } = letterOf(await get(within, id));
      await bounces.note(to, { since: clock.now(), reason });
    },
  };
}
