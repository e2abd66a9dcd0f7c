import { Router, type RequestHandler } from 'express';
import { hideAddress } from '../../web/index.js';
import { endorsedBy, linkOver, unknownEndorsement } from '../give/give-deps.js';
import { revoke } from '../give/give.js';
import { tokenOf } from '../give/invite.js';
import { newerVersion, renew } from '../give/renew.js';
import { toShown } from '../model/endorsement.js';
import type { PageDeps } from './page-deps.js';

const SECRET = /^[\w-]{20,100}$/;
const DONE = ['revoked'] as const;

/** The page by whose secret address an endorser comes back: how its endorsement stands, to revoke it, or to renew it. */
export function createManageRoutes(deps: PageDeps, slowDown: RequestHandler): Router {
  const { web, clock, endorsements } = deps;
  const routes = Router();

  const find = async (secret: string) => {
    const found = SECRET.test(secret) ? await endorsements.findByManage(secret) : null;
    if (found === null) throw linkOver();
    return found;
  };

  routes.get('/endorsed/:secret', slowDown, async (req, res) => {
    hideAddress(res);
    const { secret } = req.params as { secret: string };
    const found = await find(secret);
    const { name } = await endorsedBy(deps, found);
    const done = DONE.find((one) => one === req.query['done']);
    web.page(res, 'endorsements/manage', {
      title: req.t('endorsements.manage.title', { badge: name }),
      noindex: true,
      action: `/endorsed/${secret}`,
      badge: name,
      endorsement: toShown(found, clock.now(), null),
      isHidden: found.hiddenAt !== undefined,
      isRevoked: found.revokedAt !== undefined,
      newer: found.revokedAt === undefined ? await newerVersion(deps, found) : undefined,
      achievementHref: `/achievements/${found.achievementId}`,
      done: done && req.t(`endorsements.manage.done.${done}`),
    });
  });

  routes.post('/endorsed/:secret/revoke', slowDown, async (req, res) => {
    hideAddress(res);
    const { secret } = req.params as { secret: string };
    await revoke(deps, await find(secret));
    web.proceed(res, `/endorsed/${secret}?done=revoked`);
  });

  routes.post('/endorsed/:secret/renew', slowDown, async (req, res) => {
    hideAddress(res);
    const { secret } = req.params as { secret: string };
    const found = await find(secret);
    if (found.revokedAt !== undefined) throw unknownEndorsement();
    web.proceed(res, `/endorse/${tokenOf(deps, await renew(deps, found))}`);
  });

  return routes;
}
