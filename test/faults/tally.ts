import type { World } from './world.js';

/** What is wrong in the end. All of them zero: each passing learner has exactly one badge and nobody else has one. */
export interface Tally {
  /** Awards, credentials, mails or gradebook points that should be there. */
  readonly missing: number;
  /** Those that are there twice, places in status lists among them. */
  readonly duplicate: number;
  /** Those of somebody who has not passed, or of nobody. */
  readonly wrong: number;
  /** Each in words. */
  readonly words: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

function counted(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Holds what there should be, each once, against what there is. */
function compare(what: string, wanted: readonly string[], found: readonly string[]): Tally {
  const should = new Set(wanted);
  const counts = counted(found);
  const missing = wanted.filter((key) => !counts.has(key));
  const duplicate = [...counts].filter(([key, count]) => count > 1 && should.has(key));
  const wrong = [...counts.keys()].filter((key) => !should.has(key));
  return {
    missing: missing.length,
    duplicate: duplicate.length,
    wrong: wrong.length,
    words: [
      ...missing.map((key) => `${what} ${key} is missing`),
      ...duplicate.map(([key, count]) => `${what} ${key} is there ${count} times`),
      ...wrong.map((key) => `${what} ${key} should not be there`),
    ],
  };
}

/** Award, credential, place in a status list, mail, event and, where a badge has one, gradebook column: of every learner. */
export async function tally(world: World): Promise<Tally> {
  const { laurel, open, ways, passing } = world;
  const list = async (name: string) =>
    (await laurel.store.connection.collection(name).find({}).toArray()) as unknown as Row[];
  const [awards, credentials, mails, lists, events] = (await Promise.all(
    ['awards', 'credentials', 'mails', 'statusLists', 'events'].map(list),
  )) as [Row[], Row[], Row[], Row[], Row[]];
  const subs = [...passing].map((name) => open.platform.person(name).sub);
  const wanted = ways.flatMap(({ name, ruleId }) => subs.map((sub) => `${ruleId} ${sub} ${name}`));
  const nameOf = (award: Row) => {
    const way = ways.find(({ ruleId }) => ruleId === award['ruleId']);
    return `${String(award['ruleId'])} ${String(award['userId'])} ${way?.name ?? '?'}`;
  };
  const byId = new Map(awards.map((award) => [String(award['_id']), nameOf(award)]));
  const ownerOf = (id: string) => byId.get(id) ?? `of no award (${id})`;
  const unfinished = awards.filter(({ todo, state }) => todo !== undefined || state !== 'active');
  const given = events.filter(({ type }) => type === 'award.given');
  const awardOf = ({ data }: Row) => ownerOf(String((data as Row)['awardId']));
  const filled = new Map(lists.map(({ _id, given: count }) => [_id, Number(count)]));
  const badPlaces = credentials.filter((each) => !filled.has(each['statusListId']));
  const places = credentials.map(
    (each) => `${String(each['statusListId'])} ${String(each['statusListIndex'])}`,
  );
  const column = open.platform.course.columns.find(({ name }) => name === `Badge: Badge by lti`);
  const points = [...(column?.grades ?? [])].flatMap(([who, { value }]) =>
    value === 1 ? [open.platform.person(who).sub] : [],
  );
  const parts = [
    compare('award', wanted, awards.map(nameOf)),
    compare(
      'credential',
      wanted,
      credentials.map(({ awardId }) => ownerOf(String(awardId))),
    ),
    compare(
      'mail',
      wanted,
      mails.map(({ key }) => ownerOf(String(key).replace(/^award:/, ''))),
    ),
    compare('event', wanted, given.map(awardOf)),
    compare('place', [...new Set(places)], places),
    compare('point', subs, points),
    compare('finished award', [], unfinished.map(nameOf)),
    compare(
      'status list',
      [],
      badPlaces.map(({ awardId }) => ownerOf(String(awardId))),
    ),
  ];
  const sum = (what: 'missing' | 'duplicate' | 'wrong') =>
    parts.reduce((total, part) => total + part[what], 0);
  return {
    missing: sum('missing'),
    duplicate: sum('duplicate'),
    wrong: sum('wrong'),
    words: parts.flatMap(({ words }) => words),
  };
}
