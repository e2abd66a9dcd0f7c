import { parse, serialize } from 'cookie';
import type { Request, Response } from 'express';
import type { Settings } from '../base/index.js';

export interface SessionCookie {
  read(req: Request): string | null;
  write(res: Response, secret: string): void;
  clear(res: Response): void;
}

/**
 * The one cookie of this tool. In a platform's frame only `SameSite=None; Secure; Partitioned` survives
 * (CHIPS); browsers take `Secure` from http://localhost too.
 */
export function createSessionCookie(settings: Settings): SessionCookie {
  const name = settings.publicUrl.startsWith('https:') ? '__Host-laurel' : 'laurel';
  const attributes = {
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'none',
    partitioned: true,
  } as const;
  return {
    read: (req) => parse(req.headers.cookie ?? '')[name] ?? null,
    write: (res, secret) => void res.append('Set-Cookie', serialize(name, secret, attributes)),
    clear: (res) =>
      void res.append('Set-Cookie', serialize(name, '', { ...attributes, expires: new Date(0) })),
  };
}
