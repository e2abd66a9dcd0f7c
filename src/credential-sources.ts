import type { Achievements } from './achievements/index.js';
import { findAchievementPlace, findArt, findOwnAchievement } from './badges.js';
import type { CredentialsDeps } from './credentials/index.js';
import type { Endorsements } from './endorsements/index.js';
import type { Home } from './home/index.js';
import type { Pathways } from './pathways/index.js';
import { shownNameOf, type People } from './people/index.js';
import { findBadgeProgrammes, relateBadges } from './relate-badges.js';
import type { Rules } from './rules/index.js';

interface Rooms {
  readonly achievements: Achievements;
  readonly endorsements: Pick<Endorsements, 'findDocument' | 'shown' | 'store'>;
  readonly home: Pick<Home, 'isHomeOf' | 'homeOf'>;
  readonly pathways: Pick<Pathways, 'relate' | 'programmesOf'>;
  readonly people: Pick<People, 'findMany'>;
  readonly rules: Pick<Rules, 'store'>;
}

type Sources = Pick<
  CredentialsDeps,
  | 'viewer'
  | 'isOwnHome'
  | 'homeOf'
  | 'relate'
  | 'findProgrammes'
  | 'findSelfAssertedName'
  | 'findPng'
  | 'findOwnAchievement'
  | 'findAchievementPlace'
  | 'findArt'
  | 'findEndorsements'
  | 'showEndorsements'
  | 'moreStatus'
>;

/**
 * What credentials are told by the rooms above and beside them.
 * @param pathOf the path of an address of this installation; null for any other
 * @param rooms asked for when somebody needs them: some are made later than the credentials
 */
export function credentialSourcesOf(
  pathOf: (url: string) => Promise<string | null>,
  rooms: () => Rooms,
): Sources {
  return {
    viewer: (req) => req.session?.subject.personId ?? null,
    isOwnHome: (req, personId) => rooms().home.isHomeOf(req, personId),
    homeOf: (req) => rooms().home.homeOf(req),
    relate: (badges) => relateBadges(rooms().rules.store, rooms().pathways, pathOf, badges),
    findProgrammes: (urls) => findBadgeProgrammes(rooms().pathways, pathOf, urls),
    async findSelfAssertedName(personId) {
      const [person] = await rooms().people.findMany([personId]);
      const shown = person && shownNameOf(person);
      return shown?.isVerified === false ? shown.name : null;
    },
    findPng: (id) => rooms().achievements.findPng(id),
    findOwnAchievement: async (path) =>
      (await findOwnAchievement(rooms().achievements, path)) ??
      rooms().endorsements.findDocument(path),
    findEndorsements: (url) => rooms().endorsements.shown.textsOf(url),
    showEndorsements: (url) => rooms().endorsements.shown.ofUrl(url),
    moreStatus: [
      {
        lastChange: (listId) => rooms().endorsements.store.lastChange(listId),
        listPlaces: (...which) => rooms().endorsements.store.listPlaces(...which),
        listRefreshed: () => Promise.resolve([]),
      },
    ],
    findAchievementPlace: (...of) => findAchievementPlace(rooms().achievements, ...of),
    findArt: (achievementUrl) => findArt(rooms().achievements, pathOf, achievementUrl),
  };
}
