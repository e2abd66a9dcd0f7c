import { z } from 'zod';
import { InvalidInput, LaurelError, UpstreamFailed, omitUndefined } from '../../base/index.js';
import type { Lti } from '../../lti/index.js';
import type { KeyOf, Seated, Seats } from '../seats.js';
import type { CourseKey, Obstacle } from '../grade.js';
import { refusalOf, type CallMoodle, type MoodleSite } from './call-moodle.js';
import type { GradeReport } from './grade-report.js';

export const REPORT = 'gradereport_user_get_grade_items';

const SITE_INFO = 'core_webservice_get_site_info';

const infoSchema = z.object({
  siteurl: z.string(),
  functions: z.array(z.object({ name: z.string() })).catch([]),
});

/** Moodle's `SITEID`: the site's own course. */
const SITE_COURSE = '1';

const codeOf = (error: unknown): string => {
  if (error instanceof LaurelError) return error.code;
  throw error;
};

const isSameSite = (siteUrl: string, address: string): boolean =>
  URL.canParse(siteUrl) && new URL(siteUrl).host === new URL(address).host;

const functionMissing = () =>
  new InvalidInput(
    'moodle_function_missing',
    `The token’s service does not have the function ${REPORT}, or its user may not use web services.`,
    {
      values: { function: REPORT },
      action:
        'Add the function to the service in Moodle; a role of its own needs webservice/rest:use. Then connect again.',
    },
  );

export const NOT_CONNECTED: Obstacle = {
  code: 'moodle_not_connected',
  reason: 'Moodle’s web services are not connected.',
  remedy: 'An administrator of Moodle can connect them under “Where grades come from”.',
};

export interface MoodleConnection {
  /** @returns null where the platform is no Moodle, or nobody has connected it for this deployment */
  find(of: Seated): Promise<MoodleSite | null>;
  /**
   * Saves a token after checking that it works, belongs to this Moodle and may read grades.
   * @throws InvalidInput or UpstreamFailed, saving nothing, when it does not
   */
  connect(of: Seated, token: string): Promise<void>;
  disconnect(of: Seated): Promise<void>;
  /** Whether a Moodle's REST web services are enabled, for whomever; null where that cannot be found out. */
  isOn(address: string): Promise<boolean | null>;
  /** @returns which of the functions the token's service has */
  findFunctions(site: MoodleSite, wanted: readonly string[]): Promise<ReadonlySet<string>>;
  /** Reads the user report of a course, of every learner or of one. Moodle recalculates grades first. */
  fetchReport(site: MoodleSite, course: CourseKey, userId?: string): Promise<GradeReport>;
}

export const keyOf: KeyOf = (seat) => `moodle:${seat}`;

/** @returns the connections to Moodles' web services */
export function createMoodleConnection(deps: {
  readonly seats: Seats;
  readonly call: CallMoodle;
  readonly lti: Pick<Lti, 'platforms'>;
}): MoodleConnection {
  const { seats, call, lti } = deps;

  async function addressOf(platformId: string): Promise<string | null> {
    const platform = await lti.platforms.find(platformId);
    return platform?.family === 'moodle' ? platform.issuer : null;
  }

  /** Reads what a token is for, where its service has the function that says so. */
  const infoOf = (site: MoodleSite) =>
    call(site, SITE_INFO, {}, infoSchema).catch((error: unknown) => {
      if (codeOf(error) === 'moodle_access_refused') return null;
      throw error;
    });

  /**
   * Whether the service has a function, which few services list: it is called without its parameters, since Moodle
   * checks the service before the parameters (4.5, webservice/lib.php).
   */
  const hasFunction = (site: MoodleSite, name: string) =>
    call(site, name, {}, z.unknown()).then(
      () => true,
      (error: unknown) => {
        if (refusalOf(error) === '') throw error;
        return refusalOf(error) !== 'accessexception';
      },
    );

  /** Reads the report of the site's own course, which every Moodle has and nobody is enrolled in. */
  async function tryReport(site: MoodleSite): Promise<void> {
    try {
      await call.report(site, REPORT, { courseid: SITE_COURSE });
    } catch (error) {
      if (codeOf(error) === 'moodle_access_refused') throw functionMissing();
      // On a site whose own course has another id the error shows that the function is there, which is what was to be
      // found out.
      if (codeOf(error) !== 'moodle_course_unknown') throw error;
    }
  }

  return {
    async isOn(address) {
      try {
        await tryReport({ address, token: 'none' });
        return true;
      } catch (error) {
        const code = codeOf(error);
        if (code === 'moodle_token_refused') return true;
        return code === 'moodle_services_off' ? false : null;
      }
    },

    async find(of) {
      const [address, kept] = await Promise.all([addressOf(of.platformId), seats.find(keyOf, of)]);
      const token = kept?.secret['token'];
      return address === null || token === undefined ? null : { address, token };
    },

    async connect(of, token) {
      const address = await addressOf(of.platformId);
      if (address === null) throw new InvalidInput('not_moodle', 'This platform is no Moodle.');
      const site = { address, token };
      const info = await infoOf(site);
      if (info && !isSameSite(info.siteurl, address)) {
        throw new InvalidInput('moodle_other_site', 'This token belongs to another Moodle.', {
          action: 'Make the token in the Moodle whose course you opened Laurel from.',
        });
      }
      if (info && !info.functions.some(({ name }) => name === REPORT)) throw functionMissing();
      await tryReport(site);
      await seats.save(keyOf, of, { token });
    },

    disconnect: (of) => seats.remove(keyOf, of),

    async findFunctions(site, wanted) {
      const info = await infoOf(site);
      if (info) return new Set(info.functions.map(({ name }) => name));
      const found = await Promise.all(wanted.map((name) => hasFunction(site, name)));
      return new Set(wanted.filter((_, at) => found[at]));
    },

    async fetchReport(site, { contextId }, userId) {
      // Moodle's context.id is the course's id. Anything else would read another course.
      if (!/^\d{1,18}$/.test(contextId)) {
        throw new UpstreamFailed('moodle_course_unknown', 'This course has no id Moodle knows.');
      }
      // Without `userid` the report has every learner, and Moodle updates the gradebook first.
      const fields = omitUndefined({ courseid: contextId, userid: userId });
      return { usergrades: await call.report(site, REPORT, fields) };
    },
  };
}
