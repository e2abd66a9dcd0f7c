import type { Telling } from '../events/index.js';
import type { CourseCheck } from './check-store.js';

/** How checks are told: of a course that cannot be read (any more), the first time; and that it can be again. */
export const CHECK_TELLING: Telling = {
  collection: 'course_checks',
  describe: (rows) =>
    Promise.resolve(
      rows.map((row) => {
        const { failure } = row as unknown as Pick<CourseCheck, 'failure'>;
        return {
          tenant: {
            platformId: String(row['platformId']),
            deploymentId: String(row['deploymentId']),
            contextId: String(row['contextId']),
          },
          data: failure ? { code: failure.code } : {},
        };
      }),
    ),
};
