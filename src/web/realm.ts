import type { Request } from 'express';

/**
 * Which of a browser's two sessions a request belongs to: the one that a launch opened, or the one of a person's home
 * outside of any learning platform, which a link in a mail opens. Neither stands in for the other.
 */
export type Realm = 'launch' | 'home';

/** @returns the realm of a request, by its path; without regard to case, as routes are matched */
export const realmOf = ({ path }: Pick<Request, 'path'>): Realm =>
  /^\/home(\/|$)/i.test(path) ? 'home' : 'launch';
