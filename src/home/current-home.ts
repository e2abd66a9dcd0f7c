import type { Request } from 'express';
import { Unauthenticated } from '../base/index.js';

/** @returns the id of the home that the request's browser is signed in to; null where it is to none */
export const currentHome = ({ session }: Pick<Request, 'session'>): string | null =>
  session?.subject['homeId'] ?? null;

/** @throws Unauthenticated `home_signed_out` */
export function requireHome(req: Pick<Request, 'session'>): string {
  const homeId = currentHome(req);
  if (homeId !== null) return homeId;
  throw new Unauthenticated('home_signed_out', 'You are signed out.', {
    action: 'Open your home and ask for a new link.',
  });
}
