import express, { type Express } from 'express';
import { createAchievements, type Achievements } from './achievements/index.js';
import { createAwards, withoutBadgeColumns, type Awards } from './awards/index.js';
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
import {
  createConnections,
  createGrades,
  createMirrors,
  createRestrictedSource,
  type Connections,
  type Grades,
  type LtiServices,
  type Mirrors,
} from './grades/index.js';
import { createMail, type Mail } from './mail/index.js';
import {
  createLti,
  isAdministrator,
  isInstructor,
  isLtiMessage,
  READ_ONLY_TAG,
  type Launch,
  type Lti,
} from './lti/index.js';
import { masterKeysOf } from './master-keys.js';
import { createPeople, shownNameOf, type People } from './people/index.js';
import { openStore, type Store } from './store/index.js';
import { createWeb, homePage, type Web } from './web/index.js';
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
  const services: LtiServices = {
    listLineItems: async (course) => withoutBadgeColumns(await lti.ags.listLineItems(course)),
    createLineItem: (course, item) => lti.ags.createLineItem(course, item),
    fetchResults: (course, url, options) => lti.ags.fetchResults(course, url, options),
    fetchMembers: (course, options) => lti.nrps.fetchMembers(course, options),
  };
  const isMoodle = async ({ platformId }: { readonly platformId: string }) =>
    (await lti.platforms.find(platformId))?.family === 'moodle';
  const restricted = createRestrictedSource({
    ...{ services, clock, isMoodle },
    gradable: (course) => connections.gradable(course),
    opened: (course) => lti.contexts.links(course),
  });
  const connections = createConnections({
    ...{ connection, clock, sealer, audit, settings, web, lti, ...pausing },
    outbound: serviceOutbound,
    listAssessments: (course) => grades.listAssessments(course),
    hint: (course) => awards.hint(course),
    async ownColumns(course) {
      const all = await lti.ags.listLineItems(course);
      const telling = withoutBadgeColumns(all).filter(({ tag }) => tag !== READ_ONLY_TAG);
      return all.map((item) => ({ id: item.id, isTold: telling.includes(item) }));
    },
  });
  const mirrors = createMirrors({
    ...{ services, connection, clock, isMoodle },
    async told(course) {
      const [listing] = await grades.listAssessments(course, ['moodle']);
      return listing && !listing.obstacle ? listing.assessments : null;
    },
  });
  const sources = [mirrors.source, restricted, ...connections.sources];
  const grades = createGrades({
    ...{ services, clock, sources },
    onRoster: (course, members) =>
      people.takeRoster(
        course,
        members.map((member) => ({ ...member, isActive: member.status === 'Active' })),
      ),
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

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', settings.trustProxy);
  app.use(createHealthRoutes(store));
  app.use(credentials.cachedPages);
  app.use(web.before);
  app.get('/', homePage(web));
  app.use(lti.routes);
  app.use(people.routes);
  app.use(achievements.routes);
  app.use(credentials.routes);
  app.use(connections.routes);
  app.use(awards.routes);
  app.use(admin.routes);
  app.use(web.after);

  await store.buildIndexes();
  await checkPublicUrl(settings, () => credentials.findFormerIssuer());
  return {
    ...{ app, settings, log, clock, sealer, store, audit, work, web, mail, outbound, credentials },
    ...{ lti, achievements, people, connections, grades, mirrors, awards, admin },
    async close() {
      await outbound.close();
      if (brought.store === undefined) await store.close();
    },
  };
}
