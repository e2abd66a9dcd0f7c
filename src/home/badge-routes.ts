import { Router, type Request } from 'express';
import { givingKey, type Award } from '../awards/index.js';
import { Conflict } from '../base/index.js';
import { paramOf } from '../course/index.js';
import type { Credentials } from '../credentials/index.js';
import {
  createBadgeRoutes,
  unknownBadge,
  type BadgeRoutesDeps,
  type Held,
} from '../learner/index.js';
import type { Lti } from '../lti/index.js';
import { requireHome } from './current-home.js';
import { homeNav } from './home-nav.js';
import { BADGES } from './home-page.js';
import { listJoined, type JoinedPerson } from './list-persons.js';

/** What the pages of badges in a home work with. */
export interface HomeBadgeDeps extends BadgeRoutesDeps {
  readonly home: Parameters<typeof listJoined>[0];
  readonly contexts: Pick<Lti['contexts'], 'find'>;
  readonly credentials: BadgeRoutesDeps['credentials'] &
    Pick<Credentials, 'findByAward' | 'offerWallet'>;
}

interface Found {
  readonly award: Award;
  readonly by: JoinedPerson;
}

/** The pages of the badges in a home: what can be done with them in a course can be done here. */
export function createHomeBadgeRoutes(deps: HomeBadgeDeps): Router {
  const findAward = async (req: Request): Promise<Found> => {
    const joined = await listJoined(deps.home, requireHome(req));
    const id = paramOf(req, 'id');
    for (const by of joined) {
      const award = by.awards.find((each) => each.id === id);
      if (award !== undefined) return { award, by };
    }
    throw unknownBadge();
  };

  const findHeld = async (req: Request): Promise<Held> => {
    const { award, by } = await findAward(req);
    const credential = await deps.credentials.findByAward(givingKey(award));
    if (credential === null) throw unknownBadge();
    const { person } = by;
    const course = await deps.contexts.find(award.tenant);
    const holder = {
      t: req.t,
      locale: req.locale.tag,
      actor: `person:${person.id}`,
      name: person.givenName ?? person.name ?? '',
      course: course?.title ?? '',
      renewedIn: award.tenant,
      base: BADGES,
    };
    return { holder, award, credential };
  };

  const routes = Router();
  routes.post(`${BADGES}/:id/wallet`, async (req, res) => {
    const { award, credential } = await findHeld(req);
    const isValid = award.state === 'active' && credential.state === 'valid';
    if (!isValid)
      throw new Conflict('badge_not_current', 'This badge is not valid at present.', {
        action: 'Ask your teacher about it.',
      });
    await deps.credentials.offerWallet(res, credential, `${BADGES}/${award.id}`);
  });
  routes.use(
    createBadgeRoutes(deps, {
      base: BADGES,
      view: 'home/badge',
      looks: findHeld,
      // A home has one kind of session: whoever may look may act.
      acts: findHeld,
      around: (req) => ({
        nav: homeNav(req, 'badges'),
        sendTo: `/home/backpacks/send/${paramOf(req, 'id')}`,
      }),
      walletOf: ({ id }) => `${BADGES}/${id}/wallet`,
    }),
  );
  return routes;
}
