import type { AgedRows } from '../store/index.js';
import { removeFilesOf } from './keep/file-store.js';

/** Work that nothing has happened to for long, with its files and reviews; not what waits, and no file that is shown with a badge. */
export const agedApplications: AgedRows = {
  name: 'applications',
  collection: 'applications',
  since: 'changedAt',
  filter: (platformId, before) => ({
    platformId,
    changedAt: { $lt: before },
    state: { $ne: 'submitted' },
    step: { $exists: false },
    'shown.0': { $exists: false },
  }),
  async takeAlong(connection, ids) {
    await removeFilesOf(connection, ids);
    await connection
      .collection('application_reviews')
      .deleteMany({ applicationId: { $in: [...ids] } });
  },
};
