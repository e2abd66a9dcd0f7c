import { Router } from 'express';
import type { Achievements } from '../achievements/index.js';
import type { Audit } from '../audit/index.js';
import type { Awards } from '../awards/index.js';
import { type Clock, type Logger } from '../base/index.js';
import type { BadgeAsker } from '../course/index.js';
import type { Credentials } from '../credentials/index.js';
import type { Feed } from '../events/index.js';
import type { Lti } from '../lti/index.js';
import type { OwnData, People } from '../people/index.js';
import type { Rules } from '../rules/index.js';
import type { Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import type { Work } from '../work/index.js';
import type { Workers } from '../workers/index.js';
import { createPathwayApprovals, type PathwayApprovals } from './design/approvals.js';
import { findDependencies, type Dependency } from './design/dependencies.js';
import { publishPathway } from './design/publish.js';
import { createClaimStore, type ClaimStore } from './keep/claim-store.js';
import { createDueStore, type DuePerson } from './keep/due-store.js';
import { createJobStore, type PathwayJob } from './keep/job-store.js';
import { createPathwayStore, type PathwayStore } from './keep/pathway-store.js';
import { createWalkStore, type WalkStore } from './keep/walk-store.js';
import type { Pathway, PathwayVersion } from './model/pathway.js';
import { createDrawMap } from './map/draw-map.js';
import { pathwayData } from './own-data.js';
import { createCourseRoutes } from './pages/course-routes.js';
import type { PageDeps } from './pages/page-deps.js';
import { createReadRoutes } from './pages/read-routes.js';
import { createPersonPathways, type PersonPathways } from './pages/standings.js';
import { findProgrammes, type Programme } from './programmes.js';
import { relateByPathways, type Relation } from './relate.js';
import { startJob } from './start-job.js';
import { runJob, type JobDeps } from './walk/run-job.js';
import { sweep } from './walk/sweep.js';

/** What {@link createPathways} works with. */
export interface PathwaysDeps extends Pick<JobDeps, 'together' | 'broughtBy' | 'holdersOf'> {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
  readonly audit: Pick<Audit, 'record' | 'recordAll'>;
  readonly web: Pick<Web, 'chooseLocale' | 'page' | 'proceed' | 'shared'>;
  readonly settings: PageDeps['settings'];
  readonly lti: PageDeps['lti'] & Pick<Lti, 'contexts'>;
  readonly workers: Pick<Workers, 'run'>;
  readonly work: Pick<Work, 'lease' | 'soon'>;
  readonly people: Pick<People, 'findMany'>;
  readonly achievements: Achievements;
  readonly credentials: Pick<Credentials, 'findByAwards' | 'shareKit' | 'addresses'>;
  readonly rules: Pick<Rules, 'store'>;
  readonly awards: Pick<Awards, 'store' | 'fulfil'>;
  readonly feed: Pick<Feed, 'read' | 'isKept' | 'store'>;
}

/** Programmes of steps, and the milestones that people reach on them. */
export interface Pathways {
  readonly routes: Router;
  readonly store: PathwayStore;
  readonly walks: WalkStore;
  readonly claims: ClaimStore;
  /** Looks at everybody of whom something was told since the last time, and gives what they have reached. */
  look(): Promise<void>;
  /** Has somebody looked at: what they hold elsewhere has changed. */
  tell(persons: readonly DuePerson[]): Promise<void>;
  /** Fixes a drawing as a new version, and looks at everybody whom it concerns. */
  publish(pathway: Pathway, backfill: boolean, actor: string): Promise<PathwayVersion>;
  /** Begins work over everybody whom a pathway concerns. */
  start(pathway: Pathway, kind: PathwayJob['kind']): Promise<PathwayJob>;
  /** Does such work to its end. */
  runJob(id: string): Promise<void>;
  /** How achievements belong together, as pathways say that name them. */
  relate(achievementIds: readonly string[]): Promise<readonly Relation[]>;
  /** Where achievements lead: the pathways that name them, and the milestones that they are parts of there. */
  programmesOf(achievementIds: readonly string[]): Promise<readonly Programme[]>;
  /** A person's pathways, for their home and profile. */
  readonly ofPerson: PersonPathways;
  /** Pathways that wait for an administrator. */
  readonly approvals: PathwayApprovals;
  /** @returns what the badges rest on that a rule asks for, through rules and published pathways of every platform */
  restingOn(rule: BadgeAsker): Promise<readonly Dependency[]>;
  readonly ownData: OwnData;
  listJobs(work: Pick<Work, 'recurring' | 'task'>): void;
}

const LOOK_MS = 5_000;
const JOB = 'pathways.job';
const A_PAGE = 100;

/** @returns pathways, their pages, and the giving of milestones */
export function createPathways(deps: PathwaysDeps): Pathways {
  const { connection, clock } = deps;
  const stores = {
    pathways: createPathwayStore(connection),
    walks: createWalkStore(connection),
    claims: createClaimStore(connection),
    dues: createDueStore(connection),
    jobs: createJobStore(connection),
  };
  const rooms = {
    ...deps,
    ...stores,
    rules: deps.rules.store,
    awards: deps.awards.store,
    fulfil: deps.awards.fulfil,
    wordsIn: (language: string) => deps.web.chooseLocale([language]).t,
    soon: (id: string) => deps.work.soon(JOB, { id }, { key: id }),
  };

  async function start(pathway: Pathway, kind: PathwayJob['kind']): Promise<PathwayJob> {
    const { draft, latestVersion, revision } = pathway;
    const published = await stores.pathways.findVersion(pathway.id, latestVersion);
    const isDrawn = kind === 'preview' && draft !== null;
    const content = isDrawn ? draft : published?.content;
    if (content === undefined) throw new TypeError(`nothing of pathway ${pathway.id} is published`);
    return startJob(rooms, pathway, kind, content, isDrawn ? revision : latestVersion);
  }

  /** Pages of badges say which pathways they lead to. */
  function dropPages(): void {
    for (const subject of ['pathways', 'achievements']) deps.web.shared.drop(subject);
  }

  async function publish(pathway: Pathway, backfill: boolean, actor: string) {
    const version = await publishPathway(rooms, pathway, backfill, actor);
    await startJob(rooms, pathway, 'give', version.content, version.version);
    dropPages();
    return version;
  }

  /** Everybody who holds what any pathway asks for is looked at. */
  async function lookAtAll(): Promise<void> {
    for (let after = ''; ;) {
      const page = await stores.pathways.listPublished(after, A_PAGE);
      for (const pathway of page) await start(pathway, 'give');
      after = page.at(-1)?.id ?? '';
      if (page.length < A_PAGE) return;
    }
  }

  const look = () => sweep({ ...rooms, lookAtAll });
  const pages = {
    ...rooms,
    addresses: deps.credentials.addresses,
    drawMap: createDrawMap(deps.workers),
    dropPages,
    publish,
    start,
  };
  return {
    routes: Router().use(createCourseRoutes(pages), createReadRoutes(pages)),
    store: stores.pathways,
    walks: stores.walks,
    claims: stores.claims,
    look,
    tell: (persons) => stores.dues.add(persons, clock.now()),
    publish,
    start,
    runJob: (id) => runJob(rooms, id),
    programmesOf: (ids) => findProgrammes(rooms, ids),
    ofPerson: createPersonPathways(rooms),
    approvals: createPathwayApprovals({ ...rooms, publish }),
    restingOn({ id, achievementId, inputs }) {
      const badges = inputs.flatMap((input) => (input.kind === 'badge' ? [input] : []));
      return findDependencies(rooms, [{ achievementId, inputs: badges }], id);
    },
    relate: (ids) => relateByPathways(stores.pathways, ids),
    ownData: pathwayData(stores),
    listJobs(work) {
      work.recurring('pathways.look', LOOK_MS, look);
      work.task<{ readonly id: string }>(JOB, ({ id }) => runJob(rooms, id));
    },
  };
}
