import type { Clock } from '../base/index.js';
import type { ShownEndorsement } from '../open-badges/index.js';
import type { EndorsementStore } from './keep/endorsement-store.js';
import { isShown, toShown, type Endorsement } from './model/endorsement.js';

/** What other rooms show of endorsements. */
export interface FindShown {
  /** Those of an achievement, as the page of a version shows them: of an endorser's several, the one of that version, else the newest. */
  ofVersion(of: {
    readonly achievementId: string;
    readonly version: number;
  }): Promise<readonly ShownEndorsement[]>;
  /** The same by the address of a version, which a badge names. */
  ofUrl(url: string): Promise<readonly ShownEndorsement[]>;
  /** The texts of those that name exactly this address, for verifiers and bundles. */
  textsOf(url: string): Promise<readonly string[]>;
}

const PATH = /^\/achievements\/([\w-]+)\/versions\/(\d{1,6})(?:\/in\/[\w-]{2,30})?$/;

/** Of an endorser's endorsements, the one of the version; else the one of the newest. */
function chooseEach(all: readonly Endorsement[], version: number): Endorsement[] {
  const chosen = new Map<string, Endorsement>();
  for (const one of all) {
    const before = chosen.get(one.endorserId);
    const isBetter =
      before === undefined ||
      (before.version !== version && (one.version === version || one.version > before.version));
    if (isBetter) chosen.set(one.endorserId, one);
  }
  return [...chosen.values()];
}

/** @returns what other rooms show of endorsements */
export function createFindShown(deps: {
  readonly clock: Clock;
  readonly endorsements: Pick<EndorsementStore, 'listOf'>;
  /** @returns the path of an address of this installation; null for any other */
  readonly pathOf: (url: string) => Promise<string | null>;
}): FindShown {
  const list = async (achievementId: string, now: Date) =>
    (await deps.endorsements.listOf(achievementId)).filter((one) => isShown(one, now));
  const read = async (url: string) => {
    const [, achievementId, version] = PATH.exec((await deps.pathOf(url)) ?? '') ?? [];
    return achievementId === undefined ? null : { achievementId, version: Number(version) };
  };
  const ofVersion: FindShown['ofVersion'] = async ({ achievementId, version }) => {
    const now = deps.clock.now();
    const chosen = chooseEach(await list(achievementId, now), version);
    return chosen.map((one) => toShown(one, now, version));
  };
  return {
    ofVersion,
    async ofUrl(url) {
      const of = await read(url);
      return of === null ? [] : ofVersion(of);
    },
    async textsOf(url) {
      const of = await read(url);
      if (of === null) return [];
      const all = await list(of.achievementId, deps.clock.now());
      return all.filter(({ achievementUrl }) => achievementUrl === url).map(({ text }) => text);
    },
  };
}
