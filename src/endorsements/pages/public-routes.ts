import { Router } from 'express';
import { wantsPage } from '../../web/index.js';
import { endorsedBy, unknownEndorsement } from '../give/give-deps.js';
import { isShown, toShown } from '../model/endorsement.js';
import type { PageDeps } from './page-deps.js';

const ID = /^[\w-]{22}$/;

/** What verifiers and people read: an endorsement, and who gives it. */
export function createPublicRoutes(deps: PageDeps): Router {
  const { web, clock, achievements, endorsements, endorsers, credentials } = deps;
  const routes = Router();

  routes.get('/endorsements/:id', async (req, res) => {
    const { id } = req.params;
    const found = ID.test(id) ? await endorsements.find(id) : null;
    if (found === null) throw unknownEndorsement();
    res.set({ Vary: 'Accept, Accept-Language, Cookie', 'Cache-Control': 'private, no-cache' });
    if (!wantsPage(req)) {
      res.set('Access-Control-Allow-Origin', '*');
      const isJson = found.text.startsWith('{');
      res.type(isJson ? 'application/vc' : 'application/vc+jwt').send(found.text);
      return;
    }
    const now = clock.now();
    const { name, version } = await endorsedBy(deps, found);
    const { latestVersion } = await achievements.get(found.achievementId);
    web.page(res, 'endorsements/show', {
      title: req.t('endorsements.show.title', { name: found.name, badge: name }),
      noindex: !isShown(found, now),
      endorsement: toShown(found, now, latestVersion),
      badge: name,
      language: version.content.language,
      badgeHref: `/achievements/${found.achievementId}/versions/${found.version}`,
      issuerId: found.issuerId,
      address: credentials.endorsing.urlOf(id),
      revokedAt: found.revokedAt,
      latestVersion,
    });
  });

  // The identity of an endorser whom this installation hosts: its Profile with its keys for programs, a page for people.
  routes.get('/endorsers/:id', async (req, res) => {
    const { id } = req.params;
    const found = ID.test(id) ? await endorsers.find(id) : null;
    if (found === null) throw unknownEndorsement();
    const isPage = wantsPage(req);
    res.set({
      Vary: 'Accept, Accept-Language, Cookie',
      'Cache-Control': isPage ? 'private, no-cache' : 'public, max-age=60, must-revalidate',
    });
    if (!isPage) {
      res.set('Access-Control-Allow-Origin', '*');
      const document = await credentials.endorsing.profileDocument(found);
      res.type('application/ld+json').send(JSON.stringify(document));
      return;
    }
    const now = clock.now();
    const all = (await endorsements.listBy(id)).filter((one) => isShown(one, now));
    const items = await Promise.all(
      all.map(async (one) => ({
        ...toShown(one, now, null),
        badge: (await endorsedBy(deps, one)).name,
        badgeHref: `/achievements/${one.achievementId}/versions/${one.version}`,
      })),
    );
    web.page(res, 'endorsements/endorser', {
      title: found.name,
      endorser: found,
      isHosted: all.some(({ road }) => road === 'hosted'),
      items,
    });
  });

  return routes;
}
