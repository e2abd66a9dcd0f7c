import { afterAnswers } from './after-answers.js';
import { createAchievements } from './achievements/index.js';
import { achievementSourcesOf } from './achievement-sources.js';
import { createAdmin } from './admin/index.js';
import { createApi } from './api/index.js';
import { createApplications, createApplicationStores } from './applications/index.js';
import { createAwards } from './awards/index.js';
import { pictureOf } from './badges.js';
import type { Logger, Settings } from './base/index.js';
import { APP_SCOPES, createBackpacks } from './backpacks/index.js';
import { createBulk } from './bulk/index.js';
import { BODIES, createApp, isForPrograms, SHARED } from './create-app.js';
import { checkAtStart } from './check-at-start.js';
import { createCatalogue } from './catalogue/index.js';
import { createChecks } from './checks/index.js';
import { createCourse } from './course/index.js';
import { credentialSourcesOf } from './credential-sources.js';
import { createCredentials } from './credentials/index.js';
import { describeHealth } from './describe-health.js';
import { createEndorsements } from './endorsements/index.js';
import { createFeed, createWebhooks } from './events/index.js';
import { createGrades, isSetUp } from './grades/index.js';
import { createHome } from './home/index.js';
import { homesOf } from './homes-of.js';
import { createImports } from './imports/index.js';
import { createInfrastructure, type TestOverrides } from './infrastructure.js';
import { launchHooksOf } from './launch-hooks.js';
import type { Laurel } from './laurel.js';
import { createLearner } from './learner/index.js';
import { createLti, isLtiMessage } from './lti/index.js';
import { createMail } from './mail/index.js';
import { ownDataOf } from './own-data.js';
import { createOAuth } from './oauth/index.js';
import { createPathways } from './pathways/index.js';
import { pathwaySourcesOf } from './pathway-sources.js';
import { createPeople } from './people/index.js';
import { readState } from './read-state.js';
import { createUsage } from './usage/index.js';
import { createRetention } from './retention/index.js';
import { createRules } from './rules/index.js';
import { createSkills } from './skills/index.js';
import { statementsBy } from './statements.js';
import { tellingsOf } from './tellings.js';
import { createSuccessions } from './succession/index.js';
import { createWeb } from './web/index.js';

export type { TestOverrides } from './infrastructure.js';
export type { Laurel } from './laurel.js';

/**
 * Wires the rooms from the ground up; nothing listens and no work runs yet.
 * @throws Unavailable when the store cannot be reached
 */
export async function createLaurel(
  settings: Settings,
  log: Logger,
  overrides: TestOverrides = {},
): Promise<Laurel> {
  const infrastructure = await createInfrastructure(settings, log, overrides);
  const { clock, metrics, strangersOutbound, work } = infrastructure;
  const ground = { ...infrastructure, skills: createSkills(infrastructure) };
  const web = createWeb({
    ...infrastructure,
    // Requests that prove themselves: LTI login and launch, the verification API, hints, a registration's ticket,
    // and the button of a mail program that ends mail of a kind (RFC 8058).
    isForeignWelcome: (req) => isLtiMessage(req) || isForPrograms(req) || isSetUp(req),
    // A home's pages are framed by nobody, and end with their session.
    admitSession: (session) =>
      session.subject.homeId === undefined
        ? lti.admitSession(session)
        : Promise.resolve({ frameAncestors: [] }),
    bodies: BODIES,
    shared: SHARED,
  });
  const mail = createMail({
    ...infrastructure,
    web,
    findBrand: (of) => credentials.mailBrand(of),
    findPicture: (of) => pictureOf(achievements, of),
  });
  const sources = pathwaySourcesOf(clock, () => ({ home, imports, people, pathways }));
  const people = createPeople({
    ...infrastructure,
    mail,
    web,
    ownData: ownDataOf(() => ({
      achievements,
      credentials,
      mail,
      visits: lti.visits,
      course,
      bulk,
      home,
      pathways,
      applications,
    })),
    homes: homesOf(() => home),
    onLeft: (key, userIds) => lti.visits.left(key, userIds),
  });
  const hooks = launchHooksOf(() => ({
    people,
    achievements,
    connections: grades.connections,
    rules,
    course,
    learner,
  }));
  const lti = await createLti({ ...infrastructure, ...hooks, web });
  const published = achievementSourcesOf(() => ({ credentials, endorsements }));
  const achievements = createAchievements({ ...ground, ...sources, ...published, web });
  const findOwners = (ids: readonly string[]) => achievements.findOwners(ids);
  const usage = createUsage({ ...infrastructure, findOwners });
  const above = () => ({ endorsements, pathways, rules });
  const pathOf = (url: string) => credentials.addresses.pathOf(url);
  const credentials = createCredentials({
    ...infrastructure,
    usage,
    outbound: strangersOutbound,
    page: web.page,
    shared: web.shared,
    ...credentialSourcesOf(pathOf, () => ({ ...above(), achievements, home, people })),
  });
  const below = { ...ground, web, mail, people, lti, achievements, credentials, usage };
  const endorsements = createEndorsements({ ...below, pathOf, outbound: strangersOutbound });
  const stores = createApplicationStores(infrastructure);
  const grades = createGrades({
    ...below,
    applications: stores.reader,
    outbound: infrastructure.serviceOutbound,
    hint: (key) => checks.hint(key),
  });
  const rules = createRules(infrastructure);
  const catalogue = createCatalogue({ ...below, rules });
  const awards = createAwards({ ...below, grades, rules: rules.store });
  const earning = { ...below, grades, rules, awards };
  const bulk = createBulk(earning);
  const checks = createChecks({
    ...below,
    grades,
    rules: rules.store,
    awards,
    onChanged: (key) => course.changed(key),
  });
  const course = createCourse({ ...earning, ...sources, ...stores, bulk, checks });
  const applications = createApplications({ ...earning, ...sources, stores, checks, course });
  const learner = createLearner({ ...earning, ...stores, checks, corrections: course.corrections });
  const imports = createImports({
    ...earning,
    onKept: sources.onJoined,
    addressesOf: (homeId) => home.addressesOf(homeId),
    addDraft: (...draft) => course.addImportedDraft(...draft),
    discardDraft: (...draft) => course.discardImportedDraft(...draft),
  });
  const home = createHome({
    ...below,
    rules,
    awards,
    imports,
    ...sources,
    ...stores,
    corrections: course.corrections,
    invitations: bulk.invitations,
    elsewhere: {
      read: (homeId) => backpacks.data.read(homeId),
      erase: (homeId) => backpacks.data.erase(homeId),
    },
  });
  const oauth = createOAuth({ ...infrastructure, appScopes: APP_SCOPES });
  const backpacks = createBackpacks({ ...below, home, imports, oauth });
  const successions = createSuccessions({ ...below, grades, rules: rules.store, checks });
  const feed = createFeed({
    ...infrastructure,
    tellings: tellingsOf({ achievements, awards, credentials }),
  });
  const pathways = createPathways({ ...earning, ...sources, feed });
  const retention = createRetention(below);
  const webhooks = createWebhooks({
    ...infrastructure,
    outbound: strangersOutbound,
    feed,
    statementsOf: statementsBy({ awards, achievements, lti }),
  });
  const api = createApi({
    ...earning,
    oauth,
    feed,
    webhooks,
    bulk,
    checks,
    endorsements,
    imports,
    pathways,
    changeRule: (...change) => course.changeRule(...change),
  });
  const admin = createAdmin({
    ...below,
    grades,
    awards,
    rules,
    webhooks,
    oauth,
    retention,
    successions,
    imports,
    approvals: course.approvals,
    pathways,
    health: async (within, req) =>
      describeHealth(await checks.health(within), await lti.platforms.list(), req.t),
  });
  metrics?.readStateBy(() => readState({ work, mail, awards, checks, webhooks }));
  const close = async (): Promise<void> => {
    await afterAnswers(web);
    await usage.flush();
    await credentials.close();
    await infrastructure.close();
  };
  await checkAtStart(below).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  let isEnding = false;
  const pages = [lti, people, achievements, credentials, catalogue, grades.connections];
  const more = [course, applications, learner, endorsements, backpacks, home, admin, oauth];
  const app = createApp(below, [...pages, ...more, pathways, api], () => isEnding);
  return {
    ...below,
    app,
    grades,
    rules,
    awards,
    bulk,
    checks,
    course,
    endorsements,
    applications,
    learner,
    home,
    backpacks,
    imports,
    pathways,
    successions,
    admin,
    announceEnd: () => void (isEnding = true),
    close,
    oauth,
    feed,
    retention,
    webhooks,
    api,
  };
}
