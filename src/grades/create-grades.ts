import { isEarner, type Lti, type PlatformFamily } from '../lti/index.js';
import type { People } from '../people/index.js';
import { scriptsIn } from '../typesetting/index.js';
import { createApplicationSource, type ApplicationReader } from './application-source.js';
import { withoutBadgeColumns } from './badge-column-tag.js';
import {
  createConnections,
  type Connections,
  type ConnectionsDeps,
} from './connect/create-connections.js';
import type { CourseKey } from './grade.js';
import { createGradeReader, type GradeReader } from './grade-reader.js';
import type { LtiServices } from './lti-ports.js';
import { MIRROR_TAG } from './mirror-column.js';
import { createMirrors, type Mirrors } from './mirror-source.js';
import { createRestrictedSource } from './restricted-source.js';
import { createRestrictionStore, type RestrictionStore } from './restriction-store.js';

export interface GradesDeps extends Omit<
  ConnectionsDeps,
  'lti' | 'listAssessments' | 'ownColumns'
> {
  readonly lti: ConnectionsDeps['lti'] & Pick<Lti, 'ags'>;
  readonly people: Pick<People, 'takeRoster'>;
  /** What is handed in here, and what was decided about it. */
  readonly applications: ApplicationReader;
}

/** All sources of grades, connected to each other and to other rooms. */
export interface Grades extends GradeReader {
  /** The sources that need more than LTI, with their pages. */
  readonly connections: Connections;
  readonly mirrors: Mirrors;
  readonly restrictions: RestrictionStore;
  /** Whose account is suspended now, asked for afresh: by one call for 200 people where the platform tells it, by none elsewhere. */
  suspendedNow(course: CourseKey, userIds: readonly string[]): Promise<ReadonlySet<string>>;
}

const isMoodleUser = (id: string): boolean => /^\d{1,18}$/.test(id);

/** AGS and NRPS as the sources use them, without columns that show a badge, which hold no grades. */
const servicesOf = ({ ags, nrps }: Pick<Lti, 'ags' | 'nrps'>): LtiServices => ({
  listLineItems: async (course) => withoutBadgeColumns(await ags.listLineItems(course)),
  isOthers: (course, url) => ags.isOthers(course, url),
  async fetchLineItem(course, url) {
    const item = await ags.fetchLineItem(course, url);
    return item && withoutBadgeColumns([item]).length > 0 ? item : null;
  },
  createLineItem: (course, item) => ags.createLineItem(course, item),
  fetchResults: (course, url, options) => ags.fetchResults(course, url, options),
  fetchMembers: (course, options) => nrps.fetchMembers(course, options),
});

/** @returns grades and rosters of courses, by all sources */
export function createGrades(deps: GradesDeps): Grades {
  const { clock, connection, lti, people } = deps;
  const services: LtiServices = {
    ...servicesOf(lti),
    // Moodle's roster calls people whose account is suspended active members; they are left out, since they earn
    // nothing.
    async fetchMembers(course, options = {}) {
      const members = await lti.nrps.fetchMembers(course, options);
      if (!members || !(await isMoodle(course))) return members;
      const ids = members.map(({ userId }) => userId).filter(isMoodleUser);
      const suspended = await connections.suspended(course, ids);
      return members.map((one) =>
        suspended.has(one.userId) ? { ...one, status: 'Inactive' as const } : one,
      );
    },
  };
  const isOf =
    (family: PlatformFamily) =>
    async ({ platformId }: Pick<CourseKey, 'platformId'>) =>
      (await lti.platforms.find(platformId))?.family === family;
  const isMoodle = isOf('moodle');

  const connections = createConnections({
    ...deps,
    listAssessments: (course) => reader.listAssessments(course),
    async ownColumns(course) {
      const all = await lti.ags.listLineItems(course);
      const telling = withoutBadgeColumns(all).filter(({ tag }) => tag !== MIRROR_TAG);
      return all.map((item) => ({ id: item.id, isTold: telling.includes(item) }));
    },
  });
  const mirrors = createMirrors({
    services,
    connection,
    clock,
    isMoodle,
    async told(course) {
      const [listing] = await reader.listAssessments(course, ['moodle']);
      return listing && !listing.obstacle ? listing.assessments : null;
    },
  });
  const restrictions = createRestrictionStore(connection);
  const restricted = createRestrictedSource({
    services,
    clock,
    isMoodle,
    restrictions,
    gradable: (course) => connections.gradable(course),
    opened: (course) => lti.contexts.links(course),
  });
  const reader: GradeReader = createGradeReader({
    services,
    clock,
    isCanvas: isOf('canvas'),
    sources: [mirrors.source, restricted, createApplicationSource(deps), ...connections.sources],
    history: (course) => lti.contexts.history(course),
    async onRoster(course, members) {
      const names = members.flatMap(({ name = '', roles }) => (isEarner(roles) ? [name] : []));
      await lti.contexts.noteScripts(course, scriptsIn(names));
      await people.takeRoster(
        course,
        members.map((member) => ({ ...member, isActive: member.status === 'Active' })),
      );
    },
  });
  return {
    ...reader,
    connections,
    mirrors,
    restrictions,
    async suspendedNow(course, userIds) {
      if (!(await isMoodle(course))) return new Set();
      return connections.suspended(course, userIds.filter(isMoodleUser), { isNow: true });
    },
  };
}
