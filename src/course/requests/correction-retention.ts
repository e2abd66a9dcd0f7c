import type { AgedRows } from '../../store/index.js';

/** What learners wrote about their badges, once it is answered. */
export const agedCorrections: AgedRows = {
  name: 'corrections',
  collection: 'correction_requests',
  since: 'askedAt',
  filter: (platformId, before) => ({
    platformId,
    askedAt: { $lt: before },
    state: { $ne: 'open' },
  }),
};
