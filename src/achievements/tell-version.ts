import type { Telling } from '../events/index.js';
import type { Achievements } from './achievements.js';

/** How versions of achievements are told: when they are published. */
export const versionTelling = ({ findOwners }: Pick<Achievements, 'findOwners'>): Telling => ({
  collection: 'achievementVersions',
  async describe(rows) {
    const idOf = (row: (typeof rows)[number]) => String(row['achievementId']);
    const owners = await findOwners([...new Set(rows.map(idOf))]);
    return rows.map((row) => {
      const tenant = owners.get(idOf(row));
      const achievementVersion = Number(row['version']);
      return tenant ? { tenant, data: { achievementId: idOf(row), achievementVersion } } : null;
    });
  },
});
