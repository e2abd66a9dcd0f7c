import type { SharedAddress } from '../web/index.js';

/** What is dropped when a version is published. */
export const PUBLISHED = 'achievements';

const ID = '/achievements/[\\w-]{1,64}';
const VERSION = '/versions/[1-9]\\d{0,5}';

const of = (pattern: string, route: string): SharedAddress => ({
  pattern: new RegExp(`^${pattern}$`),
  route,
  subject: PUBLISHED,
});

/** The addresses of this room whose answers are kept for seconds: what was published is the same for everybody. */
export const ACHIEVEMENT_ADDRESSES: readonly SharedAddress[] = [
  of(ID, '/achievements/:id'),
  of(ID + VERSION, '/achievements/:id/versions/:version'),
  of(`${ID}/in/[\\w-]+`, '/achievements/:id/in/:language'),
  of(`${ID}${VERSION}/in/[\\w-]+`, '/achievements/:id/versions/:version/in/:language'),
  of(`${ID}${VERSION}/image\\.(?:svg|png)`, '/achievements/:id/versions/:version/image.:format'),
  of('/achievements/pictures/[\\w-]+\\.png', '/achievements/pictures/:file'),
];
