import type { Connection } from '../store/index.js';
import type { Clock } from '../base/index.js';
import { createAuditStore } from './audit-store.js';
import type { Audit } from './audit.js';

export function createAudit(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
}): Audit {
  const store = createAuditStore(deps.connection);
  return {
    record: (entry) => store.insert({ ...entry, at: deps.clock.now() }),
    async recordAll(entries) {
      const at = deps.clock.now();
      await store.insertMany(entries.map(({ key, ...entry }) => [key, { ...entry, at }]));
    },
    page: (query) => store.page(query),
    async list(query = {}) {
      return (await store.page(query)).map(({ id: _id, ...entry }) => entry);
    },
  };
}
