import { Router, type Request } from 'express';
import type { Achievements } from '../achievements/index.js';
import type { Awards } from '../awards/index.js';
import type { Bulk } from '../bulk/index.js';
import type { Credential } from '../credentials/index.js';
import type { Lti } from '../lti/index.js';
import type { Connection } from '../store/index.js';
import type { Homes, OwnData } from '../people/index.js';
import type { Rules } from '../rules/index.js';
import type { AfterAnswer, Web } from '../web/index.js';
import { createAddressRoutes } from './address-routes.js';
import { createAddressStore } from './address-store.js';
import { createHomeBadgeRoutes, type HomeBadgeDeps } from './badge-routes.js';
import { createClaimRoutes } from './claim-routes.js';
import { createForeignRoutes } from './foreign-routes.js';
import type { HomeDeps } from './home-deps.js';
import { describePerson, type HomePerson } from './describe-person.js';
import { findBadge, findBadges } from './find-badges.js';
import { createHomeRoutes } from './home-routes.js';
import { createHomePathwayRoutes } from './pathway-routes.js';
import { joinData } from './join-data.js';
import { joinHome, leaveHome } from './join-home.js';
import { createJoinStore } from './join-store.js';
import { createLinkStore } from './link-store.js';
import { createProfileRoutes } from './profile-routes.js';
import { createProfileStore } from './profile-store.js';
import { createHomeRecordRoutes } from './record-routes.js';
import { createShowSettings } from './settings-page.js';
import { createSettingsRoutes } from './settings-routes.js';
import { createSignInRoutes } from './sign-in-routes.js';

/** What {@link createHome} works with. */
export interface HomeRoomDeps extends Pick<
  HomeDeps,
  | 'clock'
  | 'log'
  | 'settings'
  | 'audit'
  | 'limits'
  | 'mail'
  | 'people'
  | 'imports'
  | 'elsewhere'
  | 'walked'
> {
  readonly connection: Connection;
  readonly lti: Pick<Lti, 'contexts' | 'platforms'>;
  readonly achievements: Pick<Achievements, 'findVersions' | 'getVersion' | 'toOpenBadge'>;
  readonly credentials: HomeBadgeDeps['credentials'] & HomeDeps['credentials'];
  readonly rules: Pick<Rules, 'store'>;
  readonly awards: Pick<Awards, 'store' | 'validity'>;
  readonly usage: HomeBadgeDeps['usage'];
  readonly corrections: HomeBadgeDeps['corrections'];
  readonly evidence: HomeBadgeDeps['evidence'];
  readonly invitations: Bulk['invitations'];
  readonly web: Pick<Web, 'page' | 'proceed' | 'sessions' | 'afterAnswer'>;
  /** Called when somebody has come into a home. */
  readonly onJoined?: (homeId: string) => Promise<void>;
}

/** A person's home outside of every learning platform. */
export interface Home extends Homes, Pick<AfterAnswer, 'idle'> {
  readonly routes: Router;
  readonly ownData: OwnData;
  /** The addresses that links have proven to be a home's person's. */
  addressesOf(homeId: string): Promise<readonly string[]>;
  /** @returns the home that a request's browser is signed in to; null where it is to none */
  homeOf(req: Request): Promise<string | null>;
  /** Finds the badge of an award in a home; null for another home's, and for one that does not count. */
  badgeOf(homeId: string, awardId: string): Promise<Credential | null>;
  /** Finds every badge of a home that counts. */
  badgesOf(homeId: string): Promise<Credential[]>;
  /** @returns the person of a home as a Profile of Open Badges 3.0; null where the home has ended */
  personOf(homeId: string): Promise<HomePerson | null>;
  /** Who is in a home, by the ids of their persons. */
  personsOf(homeId: string): Promise<readonly string[]>;
  /** The home that somebody is in, and who is in it with them; null where they are in none. */
  togetherWith(
    personId: string,
  ): Promise<{ readonly homeId: string; readonly personIds: readonly string[] } | null>;
  /** Whether a request's browser is signed in to the home that a person is in, so that it may see their private badges. */
  isHomeOf(req: Request, personId: string): Promise<boolean>;
}

/** @returns the homes of all people; no learning platform is asked for anything here */
export function createHome(room: HomeRoomDeps): Home {
  const { connection, web } = room;
  const joins = createJoinStore(connection, room.onJoined);
  const deps = {
    ...room,
    joins,
    addresses: createAddressStore(connection),
    links: createLinkStore(connection),
    profiles: createProfileStore(connection),
    afterAnswer: room.web.afterAnswer,
    platforms: room.lti.platforms,
    awards: room.awards.store,
    validity: room.awards.validity,
  };
  const showSettings = createShowSettings(deps);
  const homeOf = async (req: Request): Promise<string | null> =>
    (await web.sessions.findHome(req))?.subject['homeId'] ?? null;
  const personsOf = async (homeId: string) =>
    (await joins.list(homeId)).map(({ personId }) => personId);
  return {
    personsOf,
    async togetherWith(personId) {
      const homeId = (await joins.find(personId))?.homeId;
      return homeId === undefined ? null : { homeId, personIds: await personsOf(homeId) };
    },
    routes: Router().use(
      createSignInRoutes(deps),
      createClaimRoutes(deps),
      createHomeRoutes(deps),
      createHomeRecordRoutes({ ...deps, home: deps }),
      createForeignRoutes(deps),
      createProfileRoutes({ ...deps, home: deps }),
      createHomePathwayRoutes(deps),
      createAddressRoutes(deps, showSettings),
      createSettingsRoutes(deps, showSettings),
      createHomeBadgeRoutes({
        ...deps,
        home: deps,
        contexts: room.lti.contexts,
        rules: room.rules.store,
        // No roster is read: the platform may be gone, and what it said of its people is kept.
        grades: { roster: () => Promise.resolve(null) },
      }),
    ),
    ownData: joinData(deps),
    addressesOf: async (homeId) =>
      (await deps.addresses.list(homeId)).map(({ address }) => address),
    badgeOf: (homeId, awardId) => findBadge(deps, homeId, awardId),
    personOf: (homeId) => describePerson(deps, homeId),
    badgesOf: (homeId) => findBadges(deps, homeId),
    idle: () => deps.afterAnswer.idle(),
    join: (personId, address) => joinHome(deps, personId, address),
    isJoined: async (personId) => (await joins.find(personId)) !== null,
    leave: async (personId) => void (await leaveHome(deps, personId, `person:${personId}`)),
    homeOf,
    async isHomeOf(req, personId) {
      const homeId = await homeOf(req);
      return homeId !== null && (await joins.find(personId))?.homeId === homeId;
    },
  };
}
