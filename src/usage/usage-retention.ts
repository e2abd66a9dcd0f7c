import type { AgedRows } from '../store/index.js';

/** Numbers of what was done with a platform's badges on a day. */
export const agedUses: AgedRows = {
  name: 'usage',
  collection: 'platform_uses',
  since: 'day',
  filter: (platformId, before) => ({ platformId, day: { $lt: before } }),
};
