import express, { type Express, type Router } from 'express';
import { createAchievements, type Achievements } from './achievements/index.js';
import { createAwards, type Awards } from './awards/index.js';
import { createAdmin, type Admin } from './admin/index.js';
import { createAudit, type Audit } from './audit/index.js';
import {
  createOutbound,
  paceOutbound,
  createSealer,
  systemClock,
  type Clock,
  type Logger,
  type Lookup,
  type Outbound,
  type Sealer,
  type Settings,
} from './base/index.js';
import { badgesOf, findArt } from './badges.js';
import { checkPublicUrl } from './check-public-url.js';
import { createCredentials, type Credentials } from './credentials/index.js';
import { createDeepLinkOffer } from './deep-link-offer.js';
import { createHealthRoutes } from './health.js';
import { describeHealth } from './describe-health.js';
import type { Connections, Grades, Mirrors } from './grades/index.js';
import { createMail, type Mail } from './mail/index.js';
import {
  createLti,
  isAdministrator,
  isInstructor,
  isLtiMessage,
  type Launch,
  type Lti,
} from './lti/index.js';
import { masterKeysOf } from './master-keys.js';
import { createPeople, shownNameOf, type People } from './people/index.js';
import { openStore, type Store } from './store/index.js';
import { createWeb, homePage, type Web } from './web/index.js';
import { wireGrades } from './wire-grades.js';
import { createWork, type Work } from './work/index.js';

/** Every room, wired: what a process, a command or a test works with. */
export interface Laurel {
  readonly app: Express;
  readonly settings: Settings;
  readonly log: Logger;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly store: Store;
  readonly audit: Audit;
  readonly work: Work;
  readonly web: Web;
  readonly mail: Mail;
  readonly people: People;
  readonly achievements: Achievements;
  readonly connections: Connections;
  readonly grades: Grades;
  readonly mirrors: Mirrors;
  readonly awards: Awards;
  readonly outbound: Outbound;
  readonly credentials: Credentials;
  readonly lti: Lti;
  readonly admin: Admin;
  /** Ends what {@link createLaurel} began; work and HTTP are ended before. */
  close(): Promise<void>;
}

/** What a test may bring along instead of the real thing. */
export interface Brought {
  readonly clock?: Clock;
  readonly store?: Store;
  /** Waits between two calls of another system. */
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Finds the addresses of other systems' names. */
  readonly lookup?: Lookup;
  /** The longest that another system may take for an answer, in milliseconds. */
  readonly patienceMs?: () => number;
}

/** Where a person lands who opened no badge in particular, by their role in the course. */
function landing({ roles }: Launch): string {
  if (isInstructor(roles)) return '/course';
  return isAdministrator(roles) ? '/admin' : '/my';
}

/** The rooms that answer requests, and what stands around them. */
interface Answering {
  readonly settings: Settings;
  readonly store: Store;
  readonly web: Web;
  readonly credentials: Credentials;
  /** In the order in which they are asked. */
  readonly rooms: readonly { readonly routes: Router }[];
}

/** The application: a request goes from room to room until one answers. */
function createApp({ settings, store, web, credentials, rooms }: Answering): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', settings.trustProxy);
  app.use(createHealthRoutes(store));
  app.use(credentials.cachedPages);
  app.use(web.before);
  app.get('/', homePage(web));
  for (const { routes } of rooms) app.use(routes);
  app.use(web.after);
  return app;
}

/**
 * Wires the rooms from the ground up; nothing listens and no work runs yet.
 * @throws Unavailable when the store cannot be reached
 */
export async function createLaurel(
  settings: Settings,
  log: Logger,
  brought: Brought = {},
): Promise<Laurel> {
  const clock = brought.clock ?? systemClock;
  const store = brought.store ?? (await openStore(settings, log));
  const { connection } = store;
  const pausing = brought.pause === undefined ? {} : { pause: brought.pause };
  const sealer = createSealer(masterKeysOf(settings));
  const outbound = createOutbound({
    userAgent: `Laurel (${settings.publicUrl})`,
    allowPrivateHosts: settings.allowPrivateHosts,
    allowLoopback: settings.mode !== 'production',
    ...(brought.lookup === undefined ? {} : { lookup: brought.lookup }),
    ...(brought.patienceMs === undefined ? {} : { patienceMs: brought.patienceMs }),
  });
  /** To learning platforms' services: a few calls at a time, and none while a platform asks for patience. */
  const serviceOutbound = paceOutbound({ outbound, clock, ...pausing });
  const audit = createAudit({ connection, clock });
  const work = createWork({ connection, clock, log });
  const web = createWeb({
    ...{ settings, log, clock, connection, sealer },
    // Requests that other sites send on purpose: LTI login and launch, the verification API, hints.
    isForeignWelcome: (req) => isLtiMessage(req) || /^\/(api|hooks)\//.test(req.path),
    frameAncestors: (req) => lti.frameAncestors(req),
  });
  const mail = createMail({ settings, log, clock, connection, sealer, web });
  const people = createPeople({
    ...{ settings, clock, connection, audit, mail, web },
    ownData: [badgesOf(() => credentials)],
  });
  const lti = await createLti({
    ...{ settings, log, clock, connection, sealer, outbound, serviceOutbound, audit, web },
    ...pausing,
    landing: async (launch) => (await awards.landing(launch)) ?? landing(launch),
    async onPerson({ platformId, user, presentation }) {
      const { id: userId, name, givenName, familyName, email } = user;
      const locale = user.locale ?? presentation.locale;
      const seen = { platformId, userId, name, givenName, familyName, email, locale };
      return { personId: (await people.seen(seen)).id };
    },
    async onLaunch(launch) {
      await connections.onLaunch(launch);
      await awards.onLaunch(launch);
    },
    onDeepLink: (launch) => createDeepLinkOffer(achievements)(launch),
  });

  const credentials = createCredentials({
    ...{ connection, clock, log, settings, sealer, audit, outbound, page: web.page },
    viewer: (req) => req.session?.subject.personId ?? null,
    async findOwnWord(personId) {
      const [person] = await people.findMany([personId]);
      const shown = person && shownNameOf(person);
      return shown?.isVerified === false ? shown.name : null;
    },
    findArt: (achievementUrl) => findArt(achievements, settings.publicUrl, achievementUrl),
  });
  const achievements = createAchievements({ settings, clock, connection, audit, web });
  const { connections, mirrors, grades } = wireGrades({
    ...{ settings, clock, connection, sealer, audit, web, lti, people, ...pausing },
    outbound: serviceOutbound,
    hint: (course) => awards.hint(course),
  });
  const awards = createAwards({
    ...{ settings, log, clock, connection, audit, work, web, mail, lti, people },
    ...{ achievements, grades, mirrors, credentials },
  });

  const admin = createAdmin({
    ...{ connection, clock, outbound, settings, audit, web, lti, mail },
    ...{ achievements, credentials },
    approvals: awards.approvals,
    health: async (platformId, req) =>
      describeHealth(await awards.health(platformId), await lti.platforms.list(), req.t),
  });

  await store.buildIndexes();
  await credentials.findHalfCorrected();
  await checkPublicUrl(settings, () => credentials.findFormerIssuer());
  const app = createApp({
    ...{ settings, store, web, credentials },
    rooms: [lti, people, achievements, credentials, connections, awards, admin],
  });
  return {
    ...{ app, settings, log, clock, sealer, store, audit, work, web, mail, outbound, credentials },
    ...{ lti, achievements, people, connections, grades, mirrors, awards, admin },
    async close() {
      await outbound.close();
      if (brought.store === undefined) await store.close();
    },
  };
}
