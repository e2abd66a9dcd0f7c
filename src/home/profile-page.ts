import { givingKey, type Award } from '../awards/index.js';
import type { Credentials } from '../credentials/index.js';
import { buildBadgeCards, type CardDeps } from '../learner/index.js';
import type { Localizer } from '../rules/index.js';
import { listJoined } from './list-persons.js';
import type { Profile } from './profile-store.js';

/** What profiles are made from. */
export interface ProfileDeps extends CardDeps {
  readonly home: Parameters<typeof listJoined>[0];
  readonly credentials: Pick<Credentials, 'findByAward' | 'shareKit'>;
}

interface Choosable {
  readonly award: Award;
  readonly name: string;
  readonly platform: string;
  /** The address of its page; absent while nobody else may see it. */
  readonly address?: string | undefined;
}

/** Lists the badges of a home that count, and for those that others may see, where. */
async function listChoosable(
  deps: ProfileDeps,
  { t }: Localizer,
  homeId: string,
): Promise<Choosable[]> {
  const listed: Choosable[] = [];
  for (const { platform, awards } of await listJoined(deps.home, homeId)) {
    for (const award of awards) {
      const credential = await deps.credentials.findByAward(givingKey(award));
      if (award.state !== 'active' || credential?.state !== 'valid') continue;
      const address = deps.credentials.shareKit(credential, t).sharing?.address;
      listed.push({ award, name: credential.achievementName, platform, address });
    }
  }
  return listed;
}

/** Models the page on which a person says what their profile shows. */
export async function buildProfileForm(
  deps: ProfileDeps,
  words: Localizer,
  homeId: string,
  profile: Profile | null,
  publicUrl: string,
) {
  const choosable = await listChoosable(deps, words, homeId);
  return {
    title: words.t('home.profile.title'),
    address: profile?.isOn === true ? `${publicUrl}/profiles/${profile.pageId}` : undefined,
    on: profile?.isOn === true ? 'yes' : '',
    indexed: profile?.isIndexed === true ? 'yes' : '',
    name: profile?.name ?? '',
    chosen: profile?.awards ?? [],
    choices: choosable.map(({ award, name, platform, address }) => ({
      value: award.id,
      label: name,
      help: address === undefined ? words.t('home.profile.private') : platform,
      disabled: address === undefined,
    })),
  };
}

/**
 * Models a profile as everybody sees it: nothing but what each badge's own page shows to strangers, and the name that was
 * typed. A badge that was hidden, revoked, taken out of the home or that has ended is not on it.
 */
export async function buildProfile(deps: ProfileDeps, words: Localizer, profile: Profile) {
  const choosable = await listChoosable(deps, words, profile.homeId);
  const shown = choosable.filter(
    ({ award, address }) => address !== undefined && profile.awards.includes(award.id),
  );
  const addresses = new Map(shown.map(({ award, address }) => [award.id, address]));
  const { earned } = await buildBadgeCards(
    deps,
    words,
    shown.map(({ award }) => award),
    { hrefOf: ({ id }) => addresses.get(id) ?? '', rules: [] },
  );
  return {
    shown: shown.map(({ award }) => award.id),
    title: profile.name === '' ? words.t('home.public.untitled') : profile.name,
    isNamed: profile.name !== '',
    noindex: !profile.isIndexed,
    badges: earned.map(({ title, language, text, image, href, awardedAt, validity }) => {
      return { title, language, text, image, href, awardedAt, validity };
    }),
  };
}
