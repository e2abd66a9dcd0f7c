import type { Request, Response } from 'express';
import { Unavailable, type Clock, omitUndefined } from '../base/index.js';
import type { SessionCookie } from './cookies.js';
import type { FrameTokens } from './frame-token.js';
import { realmOf, type Realm } from './realm.js';
import type { SessionStore } from './session-store.js';
import {
  createSessionSecret,
  csrfTokenOf,
  expiryOf,
  hashSecret,
  SESSION_TOUCH_MS,
  type Session,
  type SessionStrength,
  type StoredSession,
} from './session.js';

export interface NewSession {
  /** Who and where: ids, never names. */
  readonly subject: Readonly<Record<string, string>>;
  readonly strength: SessionStrength;
  /** The language of the launch (`launch_presentation.locale`). */
  readonly locale?: string;
  /** Where the launch says that the person came from (`launch_presentation.return_url`). */
  readonly returnUrl?: string;
  /** See {@link Session}. */
  readonly followsSystem?: boolean;
  /** The browser was seen not to keep cookies: the session will travel in form fields. */
  readonly isCookieless?: boolean;
}

export interface Sessions {
  /** Opens a session; one that this browser had before ends, so a new launch replaces roles. */
  readonly open: (req: Request, res: Response, session: NewSession) => Promise<Session>;
  readonly end: (req: Request, res: Response) => Promise<void>;
  /** Ends every session whose subject has all of these: whoever has one open is out with the next request. */
  readonly endAll: (subject: Readonly<Record<string, string>>) => Promise<void>;
  /** @returns the session of the browser's home, whatever the request is for; null where it has none */
  readonly findHome: (req: Request) => Promise<Pick<StoredSession, 'subject'> | null>;
  /** Goes on in another language: in a platform's frame, where a browser may keep no cookie, the session remembers it. */
  readonly speak: (session: Session, locale: string) => Promise<void>;
  /** Finds the request's session and puts it on the request. Throws Unavailable while the store is away. */
  readonly attach: (req: Request, res: Response) => Promise<void>;
}

interface Deps {
  readonly clock: Clock;
  readonly store: SessionStore;
  readonly cookies: Readonly<Record<Realm, SessionCookie>>;
  readonly frameTokens: FrameTokens;
  readonly isStoreUp: () => boolean;
}

/** Where a cookieless page says which session it belongs to. */
function frameTokenOf(req: Request): string | null {
  const header = req.headers['x-laurel-frame'];
  if (typeof header === 'string' && header !== '') return header;
  const field = (req.body as Record<string, unknown> | undefined)?._frame;
  return typeof field === 'string' && field !== '' ? field : null;
}

function put(req: Request, secret: string, stored: StoredSession, isCookieless: boolean): Session {
  const session: Session = omitUndefined({
    id: stored.id,
    subject: stored.subject,
    strength: stored.strength,
    csrfToken: csrfTokenOf(secret),
    isCookieless,
    locale: stored.locale,
    returnUrl: stored.returnUrl,
    followsSystem: stored.followsSystem,
  });
  req.session = session;
  return session;
}

/** The application's own sessions, in a cookie or, without cookies, in form fields and headers. */
export function createSessions(deps: Deps): Sessions {
  const { clock, store, cookies, frameTokens, isStoreUp } = deps;
  const cookieOf = (req: Request): SessionCookie => cookies[realmOf(req)];

  function carry(req: Request, res: Response, secret: string): void {
    req.frameToken = frameTokens.issue(secret);
    res.setHeader('X-Laurel-Frame', req.frameToken);
  }

  function secretOf(req: Request): { secret: string; isCookieless: boolean } | null {
    // A home is in no frame: its session travels in its cookie alone.
    const token = realmOf(req) === 'home' ? null : frameTokenOf(req);
    const carried = token === null ? null : frameTokens.redeem(token);
    if (carried !== null) return { secret: carried, isCookieless: true };
    const secret = cookieOf(req).read(req);
    return secret === null ? null : { secret, isCookieless: false };
  }

  return {
    async open(req, res, wanted) {
      const { subject, strength, locale, returnUrl, followsSystem, isCookieless = false } = wanted;
      const realm = realmOf(req);
      const cookie = cookies[realm];
      const before = cookie.read(req);
      if (before !== null) await store.remove(hashSecret(before, realm));
      const secret = createSessionSecret();
      const now = clock.now();
      const stored: StoredSession = {
        id: hashSecret(secret, realm),
        subject: { ...subject },
        strength,
        locale,
        returnUrl,
        followsSystem,
        openedAt: now,
        usedAt: now,
        expiresAt: expiryOf(now, now),
      };
      await store.insert(stored);
      if (isCookieless) carry(req, res, secret);
      else cookie.write(res, secret);
      res.setHeader('Cache-Control', 'no-store');
      return put(req, secret, stored, isCookieless);
    },

    async end(req, res) {
      if (req.session) await store.remove(req.session.id);
      req.session = null;
      delete req.frameToken;
      res.removeHeader('X-Laurel-Frame');
      cookieOf(req).clear(res);
    },

    endAll: (subject) => store.removeOf(subject),

    async speak({ id, locale: before }, locale) {
      if (locale !== before) await store.speak(id, locale);
    },

    async findHome(req) {
      const secret = cookies.home.read(req);
      const stored = secret === null ? null : await store.find(hashSecret(secret, 'home'));
      return stored !== null && stored.expiresAt > clock.now() ? stored : null;
    },

    async attach(req, res) {
      req.session = null;
      const found = secretOf(req);
      if (found === null) return;
      res.setHeader('Cache-Control', 'no-store');
      if (!isStoreUp()) {
        throw new Unavailable('store_away', 'Laurel cannot reach its database just now.', {
          action: 'Nothing is lost. Try again in a minute.',
          retryAfterSeconds: 30,
        });
      }
      const stored = await store.find(hashSecret(found.secret, realmOf(req)));
      const now = clock.now();
      if (stored === null || stored.expiresAt <= now) return;
      put(req, found.secret, stored, found.isCookieless);
      if (found.isCookieless) carry(req, res, found.secret);
      if (now.getTime() - stored.usedAt.getTime() >= SESSION_TOUCH_MS) {
        await store.touch(stored.id, now, expiryOf(stored.openedAt, now));
      }
    },
  };
}
