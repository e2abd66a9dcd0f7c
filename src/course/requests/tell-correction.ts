import type { Telling } from '../../events/index.js';

/** How requests for corrections are told. One that is withdrawn before it is told was never asked. */
export const CORRECTION_TELLING: Telling = {
  collection: 'correction_requests',
  describe: (rows) =>
    Promise.resolve(
      rows.map((row) => ({
        tenant: {
          platformId: String(row['platformId']),
          deploymentId: String(row['deploymentId']),
          contextId: String(row['contextId']),
        },
        data: {
          correctionId: row._id,
          awardId: String(row['awardId']),
          ruleId: String(row['ruleId']),
        },
      })),
    ),
};
