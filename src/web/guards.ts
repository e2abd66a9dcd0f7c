import type { Request } from 'express';
import { NotAllowed, Unauthenticated } from '../base/index.js';
import type { Session } from './session.js';

/** The request's session. Throws Unauthenticated (401) where there is none. */
export function requireSession(req: Request): Session {
  if (req.session) return req.session;
  throw new Unauthenticated('session_missing', 'Your visit here has ended.', {
    action: 'Go back to your course and open Laurel from there again.',
  });
}

/** The request's session if it may act: `confirmed` sessions look only. Throws 401 or NotAllowed (403). */
export function requireBound(req: Request): Session {
  const session = requireSession(req);
  if (session.strength === 'bound') return session;
  throw new NotAllowed(
    'session_confirmed_only',
    'Your browser could not prove that this visit comes from your course, so you may look here but not change anything.',
    { action: 'Open Laurel from your course in a new window, or allow cookies for this site.' },
  );
}
