import type { RowMove } from '../store/index.js';

/**
 * How joins follow a person whose platform continues another.
 * @param ids the persons' new ids, by their old ones
 */
export const joinMove = (ids: Readonly<Record<string, string>>): RowMove => ({
  collection: 'home_joins',
  find: () => ({ personId: { $in: Object.keys(ids) } }),
  change: (row) => ({ ...row, personId: ids[String(row['personId'])] ?? row['personId'] }),
  // Who has joined anew from the new platform stays where they are: it is what they said last.
  same: ({ personId }) => ({ personId }),
});
