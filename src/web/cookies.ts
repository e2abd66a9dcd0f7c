import { parse, serialize } from 'cookie';
import type { Request, Response } from 'express';
import type { Settings } from '../base/index.js';
import type { Realm } from './realm.js';

export interface SessionCookie {
  read(req: Request): string | null;
  write(res: Response, secret: string): void;
  clear(res: Response): void;
}

/**
 * In a platform's frame only `SameSite=None; Secure; Partitioned` survives (CHIPS); a home is in no frame, and no other
 * site's request but a followed link carries its cookie (RFC 6265bis, 5.6.7). Browsers take `Secure` from http://localhost
 * too.
 */
const ATTRIBUTES = {
  launch: { sameSite: 'none', partitioned: true },
  home: { sameSite: 'lax' },
} as const;

/** @returns the cookie of the sessions of one realm */
export function createSessionCookie(
  settings: Pick<Settings, 'publicUrl'>,
  realm: Realm,
): SessionCookie {
  const prefix = settings.publicUrl.startsWith('https:') ? '__Host-' : '';
  const name = `${prefix}${realm === 'home' ? 'laurel-home' : 'laurel'}`;
  const attributes = { path: '/', httpOnly: true, secure: true, ...ATTRIBUTES[realm] } as const;
  return {
    read: (req) => parse(req.headers.cookie ?? '')[name] ?? null,
    write: (res, secret) => void res.append('Set-Cookie', serialize(name, secret, attributes)),
    clear: (res) =>
      void res.append('Set-Cookie', serialize(name, '', { ...attributes, expires: new Date(0) })),
  };
}
