import { withoutBadgeColumns } from './awards/index.js';
import type { Awards } from './awards/index.js';
import type { Audit } from './audit/index.js';
import type { Clock, Outbound, Sealer, Settings } from './base/index.js';
import {
  createConnections,
  createGrades,
  createMirrors,
  createRestrictedSource,
  type Connections,
  type CourseKey,
  type Grades,
  type LtiServices,
  type Mirrors,
} from './grades/index.js';
import { READ_ONLY_TAG, type Lti } from './lti/index.js';
import type { People } from './people/index.js';
import type { Connection } from './store/index.js';
import type { Web } from './web/index.js';

export interface GradesWiring {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly audit: Audit;
  readonly settings: Settings;
  readonly web: Web;
  readonly lti: Lti;
  readonly people: Pick<People, 'takeRoster'>;
  /** To learning platforms' services, at their pace. */
  readonly outbound: Outbound;
  /** Waits between two calls of another system. */
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Looks at a course as soon as a worker is free. */
  readonly hint: Awards['hint'];
}

/** AGS and NRPS as the ways of reading grades know them; the columns that show a badge are no grades. */
const servicesOf = ({ ags, nrps }: Lti): LtiServices => ({
  listLineItems: async (course) => withoutBadgeColumns(await ags.listLineItems(course)),
  createLineItem: (course, item) => ags.createLineItem(course, item),
  fetchResults: (course, url, options) => ags.fetchResults(course, url, options),
  fetchMembers: (course, options) => nrps.fetchMembers(course, options),
});

/** Every way of reading grades, wired to each other and to the rooms they ask. */
export function wireGrades(wiring: GradesWiring): {
  readonly connections: Connections;
  readonly mirrors: Mirrors;
  readonly grades: Grades;
} {
  const { clock, connection, lti, people } = wiring;
  const services = servicesOf(lti);
  const isMoodle = async ({ platformId }: Pick<CourseKey, 'platformId'>) =>
    (await lti.platforms.find(platformId))?.family === 'moodle';

  const connections = createConnections({
    ...wiring,
    listAssessments: (course) => grades.listAssessments(course),
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
  const restricted = createRestrictedSource({
    ...{ services, clock, isMoodle },
    gradable: (course) => connections.gradable(course),
    opened: (course) => lti.contexts.links(course),
  });
  const grades = createGrades({
    ...{ services, clock },
    sources: [mirrors.source, restricted, ...connections.sources],
    onRoster: (course, members) =>
      people.takeRoster(
        course,
        members.map((member) => ({ ...member, isActive: member.status === 'Active' })),
      ),
  });
  return { connections, mirrors, grades };
}
