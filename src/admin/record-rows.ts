import { omitUndefined } from '../base/index.js';
import {
  givingKey,
  isBetter,
  standingOn,
  validUntilOf,
  type Award,
  type Standing,
} from '../awards/index.js';
import { labelOf, personIdOf } from '../people/index.js';
import type { AdminDeps } from './admin-page.js';
import type { Visitor } from './visitor.js';

export type RecordDeps = Pick<
  AdminDeps,
  'achievements' | 'awards' | 'clock' | 'credentials' | 'lti' | 'people' | 'workers'
>;

/** A person of the record, by the name of today. */
export interface RecordPerson {
  readonly platformId: string;
  /** Absent where nothing but awards is kept of the person, and so where there is nothing to ask for them by. */
  readonly id?: string;
  /** Null after an erasure. */
  readonly name: string | null;
}

/** A badge in the record. */
export interface RecordBadge {
  readonly achievementId: string;
  readonly name: string;
  readonly awardedAt: Date;
  readonly validUntil?: Date;
  readonly standing: Standing;
  readonly credits?: number;
  readonly hours?: number;
}

type Content = Awaited<ReturnType<RecordDeps['achievements']['findVersions']>>[number]['content'];
type Version = Pick<Award, 'achievementId' | 'achievementVersion'>;
const versionKey = ({ achievementId, achievementVersion }: Version): string =>
  `${achievementId} ${achievementVersion}`;

/** Reads what the versions of these awards' achievements say, each once. */
async function contentsOf(
  deps: RecordDeps,
  awards: readonly Award[],
): Promise<ReadonlyMap<string, Content>> {
  const wanted = new Map(awards.map((award) => [versionKey(award), award]));
  if (wanted.size === 0) return new Map();
  const found = await deps.achievements.findVersions(
    [...wanted.values()].map(({ achievementId, achievementVersion: version }) => ({
      achievementId,
      version,
    })),
  );
  return new Map(
    found.map(({ achievementId, version, content }) => [
      versionKey({ achievementId, achievementVersion: version }),
      content,
    ]),
  );
}

function badgeOf(award: Award, content: Content | undefined, standing: Standing): RecordBadge {
  const { achievementId, awardedAt, validUntil } = award;
  return omitUndefined({
    achievementId,
    name: content?.name ?? achievementId,
    awardedAt,
    validUntil,
    standing,
    credits: content?.creditsAvailable,
    hours: content?.effortHours,
  });
}

/** @returns the persons of these awards, by their key */
export async function personsOf(
  { people }: RecordDeps,
  awards: readonly Award[],
): Promise<ReadonlyMap<string, RecordPerson>> {
  const all = new Map(
    awards.map(({ personKey, userId, tenant: { platformId } }) => [
      personKey,
      { id: personIdOf(platformId, userId), platformId, userId },
    ]),
  );
  const known = await people.findMany([...all.values()].map(({ id }) => id));
  const byId = new Map(known.map((person) => [person.id, person]));
  return new Map(
    [...all].map(([key, { id, ...who }]) => {
      const person = byId.get(id);
      const name = person?.erasedAt === undefined ? labelOf(person ?? who) : null;
      return [key, omitUndefined({ platformId: who.platformId, id: person && id, name })];
    }),
  );
}

/** @returns active awards that end, each as a badge */
export async function endingBadges(
  deps: RecordDeps,
  awards: readonly Award[],
): Promise<ReadonlyMap<string, RecordBadge>> {
  const contents = await contentsOf(deps, awards);
  return new Map(
    awards.map((award) => [award.id, badgeOf(award, contents.get(versionKey(award)), 'held')]),
  );
}

/**
 * @returns what each person held at a moment, by their key: one badge of each achievement; without the persons who held
 *   none. What is not known for sure is among it, marked
 */
export async function heldBadges(
  deps: RecordDeps,
  awards: readonly Award[],
  at: Date,
): Promise<ReadonlyMap<string, readonly RecordBadge[]>> {
  if (awards.length === 0) return new Map();
  const [contents, issued] = await Promise.all([
    contentsOf(deps, awards),
    deps.credentials.findByAwards(awards.map(givingKey)),
  ]);
  const best = new Map<string, { award: Award; standing: Standing }>();
  for (const stored of awards) {
    const validity = contents.get(versionKey(stored))?.validity;
    // Of awards that were made before ends were kept, the version tells the end.
    const validUntil = stored.validUntil ?? (validity && validUntilOf(validity, stored.awardedAt));
    const award: Award = omitUndefined({ ...stored, validUntil });
    const standing = standingOn(award, issued.get(givingKey(stored)), at);
    if (standing === null) continue;
    const key = `${award.achievementId} ${award.personKey}`;
    const other = best.get(key);
    if (!other || isBetter({ award, standing }, other)) best.set(key, { award, standing });
  }
  const held = new Map<string, RecordBadge[]>();
  for (const { award, standing } of best.values()) {
    const badge = badgeOf(award, contents.get(versionKey(award)), standing);
    held.set(award.personKey, [...(held.get(award.personKey) ?? []), badge]);
  }
  return held;
}

const addUp = (values: readonly (number | undefined)[]): number =>
  // To a hundredth: sums of binary fractions show more.
  Math.round(values.reduce<number>((sum, value) => sum + (value ?? 0), 0) * 100) / 100;

/** @returns the credits and hours of what was held for sure */
export function totalsOf(badges: readonly RecordBadge[]): { credits: number; hours: number } {
  const held = badges.filter(({ standing }) => standing === 'held');
  return {
    credits: addUp(held.map(({ credits }) => credits)),
    hours: addUp(held.map(({ hours }) => hours)),
  };
}

/** @returns the platforms' names by their ids, for whoever sees more than one of them; null for all others */
export async function platformNames(
  { lti }: Pick<RecordDeps, 'lti'>,
  { platformId }: Visitor,
): Promise<ReadonlyMap<string, string> | null> {
  if (platformId !== null) return null;
  return new Map((await lti.platforms.list()).map(({ id, name }) => [id, name]));
}
