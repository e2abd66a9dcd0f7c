import { Unavailable, type Logger, type Settings } from './base/index.js';
import { checkPublicUrl } from './check-public-url.js';
import type { Credentials } from './credentials/index.js';
import type { Lti } from './lti/index.js';
import { readHold, type Store } from './store/index.js';

/** What is made ready, and looked at, before anything is served: indexes, what an earlier version or a crash left. */
export async function checkAtStart(deps: {
  readonly settings: Settings;
  readonly log: Pick<Logger, 'warn'>;
  readonly store: Pick<Store, 'buildIndexes' | 'connection'>;
  readonly lti: Pick<Lti, 'adoptServiceOrigins'>;
  readonly credentials: Pick<Credentials, 'findFormerIssuer' | 'findHalfCorrected' | 'issuers'>;
}): Promise<void> {
  const { settings, log, store, lti, credentials } = deps;
  await refuseHalfRestored(store);
  await store.buildIndexes();
  await lti.adoptServiceOrigins();
  const issuers = await credentials.issuers.compareNames();
  if (issuers.length > 0)
    log.warn({ issuers }, 'issuers have the name of another one: Administration › Issuer');
  await credentials.findHalfCorrected();
  await checkPublicUrl(settings, () => credentials.findFormerIssuer());
}

/** A store whose restore ended halfway lacks badges and keys that others rely on. */
async function refuseHalfRestored({ connection }: Pick<Store, 'connection'>): Promise<void> {
  if ((await readHold(connection))?.state !== 'restoring') return;
  throw new Unavailable('store_half_restored', 'A restore of the store has not ended.', {
    action: 'Wait for it or, where it was broken off, restore once more into an empty store.',
  });
}
