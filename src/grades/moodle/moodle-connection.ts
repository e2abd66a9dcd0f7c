import { z } from 'zod';
import { InvalidInput, UpstreamFailed } from '../../base/index.js';
import type { Lti } from '../../lti/index.js';
import type { SealedStore } from '../connect/sealed-store.js';
import type { CourseKey, Obstacle } from '../grade.js';
import type { CallMoodle, MoodleSite } from './call-moodle.js';
import { reportSchema, type GradeReport } from './grade-report.js';

export const REPORT = 'gradereport_user_get_grade_items';

const infoSchema = z.object({
  sitename: z.string().catch(''),
  siteurl: z.string(),
  functions: z.array(z.object({ name: z.string() })).catch([]),
});

export const NOT_CONNECTED: Obstacle = {
  code: 'moodle_not_connected',
  reason: 'Moodle’s web services are not connected.',
  remedy: 'An administrator of Moodle can connect them under “Where grades come from”.',
};

export interface MoodleConnection {
  /** Null where the platform is no Moodle or nobody has connected it. */
  find(platformId: string): Promise<MoodleSite | null>;
  /**
   * Keeps a token after it has proved itself: it works, belongs to this Moodle and may read grades.
   * Throws InvalidInput or UpstreamFailed, and keeps nothing, when it does not.
   */
  connect(platformId: string, token: string): Promise<{ readonly siteName: string }>;
  disconnect(platformId: string): Promise<void>;
  /** The user report of a course: every learner, or one. Moodle regrades first. */
  fetchReport(site: MoodleSite, course: CourseKey, userId?: string): Promise<GradeReport>;
}

const keyOf = (platformId: string) => `moodle:${platformId}`;

export function createMoodleConnection(deps: {
  readonly secrets: SealedStore;
  readonly call: CallMoodle;
  readonly lti: Pick<Lti, 'platforms'>;
}): MoodleConnection {
  const { secrets, call, lti } = deps;

  async function addressOf(platformId: string): Promise<string | null> {
    const platform = await lti.platforms.find(platformId);
    return platform?.family === 'moodle' ? platform.issuer : null;
  }

  return {
    async find(platformId) {
      const [address, kept] = await Promise.all([
        addressOf(platformId),
        secrets.find(keyOf(platformId)),
      ]);
      const token = kept?.secret['token'];
      return address === null || token === undefined ? null : { address, token };
    },

    async connect(platformId, token) {
      const address = await addressOf(platformId);
      if (address === null) throw new InvalidInput('not_moodle', 'This platform is no Moodle.');
      const info = await call({ address, token }, 'core_webservice_get_site_info', {}, infoSchema);
      if (!URL.canParse(info.siteurl) || new URL(info.siteurl).host !== new URL(address).host) {
        throw new InvalidInput('moodle_other_site', 'This token belongs to another Moodle.', {
          action: 'Make the token in the Moodle whose course you opened Laurel from.',
        });
      }
      if (!info.functions.some(({ name }) => name === REPORT)) {
        throw new InvalidInput(
          'moodle_function_missing',
          `The token’s service does not have the function ${REPORT}.`,
          { action: 'Add the function to the service in Moodle, then connect again.' },
        );
      }
      await secrets.save(keyOf(platformId), { token }, { siteName: info.sitename });
      return { siteName: info.sitename };
    },

    disconnect: (platformId) => secrets.remove(keyOf(platformId)),

    fetchReport(site, { contextId }, userId) {
      // Moodle's context.id is the course's id. Anything else would ask for another course.
      if (!/^\d{1,18}$/.test(contextId)) {
        throw new UpstreamFailed('moodle_course_unknown', 'This course has no id Moodle knows.');
      }
      // courseid alone: every learner, and the gradebook is brought up to date first.
      const fields = { courseid: contextId, ...(userId === undefined ? {} : { userid: userId }) };
      return call(site, REPORT, fields, reportSchema);
    },
  };
}
