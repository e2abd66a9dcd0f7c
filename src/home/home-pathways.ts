import type { Request } from 'express';
import type { HomeDeps } from './home-deps.js';
import type { Profile } from './profile-store.js';

type Deps = Pick<HomeDeps, 'joins' | 'walked'>;

export const readerOf = ({ t, locale }: Pick<Request, 't' | 'locale'>) => ({
  t,
  isRtl: locale.dir === 'rtl',
});

/** Lists the pathways of a home's person, with everything that they hold. */
export async function listPathways({ joins, walked }: Deps, req: Request, homeId: string) {
  const [first] = await joins.list(homeId);
  return first === undefined ? [] : walked.mine(first.personId, readerOf(req));
}

/** Models which pathways a profile may show, and which were chosen. */
export async function buildPathwayChoices(
  deps: Deps,
  req: Request,
  homeId: string,
  profile: Profile | null,
) {
  const found = await listPathways(deps, req, homeId);
  return {
    pathwaysChosen: profile?.pathways ?? [],
    pathwayChoices: found.map(({ id, name }) => ({ value: id, label: name })),
  };
}

/** Models the pathways on a profile: drawn from the badges that stand on it, so that a map tells of no other. */
export async function buildProfilePathways(
  { joins, walked }: Deps,
  req: Request,
  { homeId, pathways = [] }: Profile,
  shown: { readonly awards: readonly string[]; readonly brought: readonly string[] },
) {
  const [first] = pathways.length > 0 ? await joins.list(homeId) : [];
  return first === undefined
    ? []
    : walked.shown(first.personId, readerOf(req), { pathways, ...shown });
}
