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
    list: (query = {}) => store.list(query),
  };
}
