import type { OwnData } from '../../people/index.js';
import type { CorrectionStore } from './correction-store.js';

/** What a person asked to have corrected. */
export const correctionData = (corrections: CorrectionStore): OwnData => ({
  name: 'corrections',
  read: async ({ platformId, userId }) =>
    (await corrections.listOf(platformId, userId)).map(
      ({ id: _id, actor: _actor, tenant, ...request }) => ({ course: tenant, ...request }),
    ),
  erase: ({ platformId, userId }) => corrections.forget(platformId, userId),
});
