import type { Request } from 'express';
import { mayBeShown } from '../imports/index.js';
import { cardOf, issuerOf } from './foreign-page.js';
import type { HomeDeps } from './home-deps.js';
import type { Profile } from './profile-store.js';

type Words = Pick<Request, 't' | 'locale'>;

/** Models which badges of other issuers a profile may show, and which were chosen. */
export async function buildForeignChoices(
  { imports }: Pick<HomeDeps, 'imports'>,
  words: Words,
  homeId: string,
  profile: Profile | null,
) {
  const kept = await imports.kept.list(homeId);
  return {
    foreignChosen: profile?.foreign ?? [],
    foreignChoices: kept.map((badge) => ({
      value: badge.id,
      label: badge.facts.name,
      help: cardOf(badge, words).issuedBy,
      disabled: !mayBeShown(badge),
    })),
  };
}

/** Models the badges of other issuers on a profile, each marked as theirs; only those that are right and their holder's. */
export async function buildProfileForeign(
  { imports }: Pick<HomeDeps, 'imports'>,
  words: Words,
  { homeId, foreign = [] }: Profile,
) {
  const kept = foreign.length === 0 ? [] : await imports.kept.list(homeId);
  return kept
    .filter((badge) => foreign.includes(badge.id) && mayBeShown(badge))
    .map((badge) => {
      const { title, language, image } = cardOf(badge, words);
      const from = words.t('imports.profile.from', { issuer: issuerOf(badge, words) });
      return {
        title,
        language,
        image,
        text: badge.facts.description,
        from,
        checkedAt: badge.checkedAt,
      };
    });
}
