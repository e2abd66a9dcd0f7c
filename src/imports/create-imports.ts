import type { Achievements } from '../achievements/index.js';
import type { Audit } from '../audit/index.js';
import type { Awards } from '../awards/index.js';
import type { Clock, Outbound, Settings } from '../base/index.js';
import type { Credentials } from '../credentials/index.js';
import type { Grades } from '../grades/index.js';
import type { People } from '../people/index.js';
import type { Rules } from '../rules/index.js';
import type { Connection } from '../store/index.js';
import type { Work } from '../work/index.js';
import type { Workers } from '../workers/index.js';
import { createCheck } from './check/create-check.js';
import { checkAgain, createKeepForeign, type KeepForeign } from './keep/keep-foreign.js';
import { createKeepPicture } from './keep/keep-picture.js';
import type { KeptBadge } from './keep/kept-badge.js';
import { createKeptStore, type KeptStore } from './keep/kept-store.js';
import { createOpen } from './open/create-open.js';
import { createClaimStore } from './reissue/claim-store.js';
import { createReissue } from './reissue/create-reissue.js';
import { createEntryStore } from './run/entry-store.js';
import { createImportStore } from './run/import-store.js';
import { createRuns, type RunDeps } from './run/create-runs.js';
import { madeIn } from './run/made-in.js';
import type { Runs } from './run/runs.js';

const GO_ON = 'imports.go_on';
const DAY = 86_400_000;

/** What {@link createImports} works with. */
export interface ImportsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly workers: Pick<Workers, 'run'>;
  /** The guarded way to addresses that strangers name. */
  readonly strangersOutbound: Pick<Outbound, 'fetch'>;
  readonly achievements: Pick<Achievements, 'addPicture' | 'findVersions'>;
  readonly credentials: Pick<Credentials, 'verify' | 'addresses'>;
  readonly audit: Pick<Audit, 'record' | 'recordAll'>;
  readonly grades: Pick<Grades, 'roster'>;
  readonly people: Pick<People, 'findByEmails'>;
  readonly rules: Pick<Rules, 'store'>;
  readonly awards: Pick<Awards, 'store' | 'validity' | 'fulfil'>;
  readonly work: Pick<Work, 'soon'>;
  readonly addDraft: RunDeps['addDraft'];
  readonly discardDraft: RunDeps['discardDraft'];
  /** The addresses that the person of a home has proven to be theirs. */
  readonly addressesOf: (homeId: string) => Promise<readonly string[]>;
  /** Called when what the person of a home keeps has changed. */
  readonly onKept?: (homeId: string) => Promise<void>;
}

/** Badges and achievements of other systems. */
export interface Imports {
  readonly keepForeign: KeepForeign;
  /** Other issuers' badges that people keep. */
  readonly kept: KeptStore;
  /** Files that were handed in. */
  readonly runs: Runs;
  /** Registers this room's jobs. */
  listJobs(work: Pick<Work, 'task' | 'recurring'>): void;
  /** Gives everything of a home to another one. */
  pass(from: string, to: string): Promise<void>;
  /** Removes everything of a home. */
  eraseHome(homeId: string): Promise<void>;
  /** Verifies a kept badge again; null where the home has none of this id. */
  checkAgain(homeId: string, id: string): Promise<KeptBadge | null>;
}

/** @returns what reads, keeps and takes over badges of other systems */
export function createImports(deps: ImportsDeps): Imports {
  const { strangersOutbound: outbound } = deps;
  const kept = createKeptStore(deps.connection, deps.onKept);
  const keep = {
    clock: deps.clock,
    pathOf: (url: string) => deps.credentials.addresses.pathOf(url),
    open: createOpen(deps.workers),
    check: createCheck({ ...deps, outbound }),
    kept,
    keepPicture: createKeepPicture({ ...deps, outbound }),
    addressesOf: deps.addressesOf,
  };
  const imports = createImportStore(deps.connection);
  const entries = createEntryStore(deps.connection);
  const soon = (id: string) => deps.work.soon(GO_ON, { id }, { key: id });
  const claims = createClaimStore(deps.connection);
  const { check } = keep;
  const runs = createRuns({
    ...deps,
    keep,
    imports,
    entries,
    soon,
    reissue: (found, course) =>
      createReissue(
        { ...deps, check, entries, claims, imported: (of) => madeIn({ imports, entries }, of) },
        found,
        course,
      ),
  });
  return {
    runs,
    listJobs(list) {
      list.task<{ readonly id: string }>(GO_ON, ({ id }) => runs.advance(id));
      list.recurring('imports.forget', DAY, () => runs.forgetOld());
    },
    async pass(from, to) {
      await kept.pass(from, to);
      await imports.pass(from, to);
    },
    async eraseHome(homeId) {
      await kept.removeAll(homeId);
      await entries.removeOf(await imports.removeOfHome(homeId));
    },
    kept,
    keepForeign: createKeepForeign(keep),
    checkAgain: (homeId, id) => checkAgain(keep, homeId, id),
  };
}
