import type { Achievements } from '../achievements/index.js';
import type { Clock, Outbound, Settings } from '../base/index.js';
import type { Credentials } from '../credentials/index.js';
import type { Connection } from '../store/index.js';
import type { Workers } from '../workers/index.js';
import { createCheck } from './check/create-check.js';
import { checkAgain, createKeepForeign, type KeepForeign } from './keep/keep-foreign.js';
import { createKeepPicture } from './keep/keep-picture.js';
import type { KeptBadge } from './keep/kept-badge.js';
import { createKeptStore, type KeptStore } from './keep/kept-store.js';
import { createOpen } from './open/create-open.js';

/** What {@link createImports} works with. */
export interface ImportsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly workers: Pick<Workers, 'run'>;
  /** The guarded way to addresses that strangers name. */
  readonly strangersOutbound: Pick<Outbound, 'fetch'>;
  readonly achievements: Pick<Achievements, 'addPicture'>;
  readonly credentials: Pick<Credentials, 'verify'>;
  /** The addresses that the person of a home has proven to be theirs. */
  readonly addressesOf: (homeId: string) => Promise<readonly string[]>;
}

/** Badges and achievements of other systems. */
export interface Imports {
  readonly keepForeign: KeepForeign;
  /** Other issuers' badges that people keep. */
  readonly kept: KeptStore;
  /** Verifies a kept badge again; null where the home has none of this id. */
  checkAgain(homeId: string, id: string): Promise<KeptBadge | null>;
}

/** @returns what reads, keeps and takes over badges of other systems */
export function createImports(deps: ImportsDeps): Imports {
  const { strangersOutbound: outbound } = deps;
  const kept = createKeptStore(deps.connection);
  const keep = {
    clock: deps.clock,
    publicUrl: deps.settings.publicUrl,
    open: createOpen(deps.workers),
    check: createCheck({ ...deps, outbound }),
    kept,
    keepPicture: createKeepPicture({ ...deps, outbound }),
    addressesOf: deps.addressesOf,
  };
  return {
    kept,
    keepForeign: createKeepForeign(keep),
    checkAgain: (homeId, id) => checkAgain(keep, homeId, id),
  };
}
