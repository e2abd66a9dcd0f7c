import express, { type Express, type Request, type Router } from 'express';
import { ACHIEVEMENT_ADDRESSES } from './achievements/index.js';
import { ADMIN_BODIES, BRAND_BODIES, IMPORT_BODIES, SKILL_BODIES } from './admin/index.js';
import { APPLICATION_BODIES } from './applications/index.js';
import { HOST_BODIES } from './backpacks/index.js';
import { COURSE_BODIES } from './course/index.js';
import { CREDENTIAL_ADDRESSES, CREDENTIAL_BODIES } from './credentials/index.js';
import { ENDORSE_BODIES } from './endorsements/index.js';
import { HOOK_BODIES } from './grades/index.js';
import { HOME_BODIES } from './home/index.js';
import { createHealthRoutes } from './health.js';
import type { Laurel } from './laurel.js';
import { OAUTH_BODIES } from './oauth/index.js';
import { PATHWAY_ADDRESSES } from './pathways/index.js';
import { createHelpRoutes, homePage, signOut } from './web/index.js';

/** Bodies that are no small form: files, and what programs send. */
export const BODIES = [
  ...HOOK_BODIES,
  ...CREDENTIAL_BODIES,
  ...COURSE_BODIES,
  ...APPLICATION_BODIES,
  ...ADMIN_BODIES,
  ...BRAND_BODIES,
  ...HOME_BODIES,
  ...IMPORT_BODIES,
  ...SKILL_BODIES,
  ...HOST_BODIES,
  ...ENDORSE_BODIES,
  ...OAUTH_BODIES,
];

/** Addresses whose answers are everybody's, and kept for seconds. */
export const SHARED = [...CREDENTIAL_ADDRESSES, ...ACHIEVEMENT_ADDRESSES, ...PATHWAY_ADDRESSES];

/** Addresses that programs call, and buttons of mail: each proves itself, and none has a session. */
export const isForPrograms = ({ path }: Pick<Request, 'path'>): boolean =>
  /^\/(api|hooks|digest|mail)\/|^\/oauth\/(token|revoke|register)$|^\/ims\/ob\/v3p0\//.test(path);

/** The application: a request goes from room to room, in this order, until one answers. */
export function createApp(
  { settings, store, web, credentials }: Pick<Laurel, 'settings' | 'store' | 'web' | 'credentials'>,
  rooms: readonly { readonly routes: Router }[],
  isEnding: () => boolean,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', settings.trustProxy);
  app.use(web.observe);
  app.use(createHealthRoutes(store, isEnding));
  app.use(credentials.hosts.gate);
  app.use(web.shared.answerFirst);
  app.use(web.before);
  app.get('/', homePage(web));
  app.use(createHelpRoutes(web));
  app.post('/sign-out', signOut(web));
  for (const { routes } of rooms) app.use(routes);
  app.use(web.after);
  return app;
}
