import type { Request } from 'express';
import { z } from 'zod';
import { omitUndefined } from '../base/index.js';
import { personKey, type EndPlace, type RecordScope } from '../awards/index.js';
import { labelOf } from '../people/index.js';
import { nothingHere, withinOf, type Visitor } from './visitor.js';
import { awardsOf } from './record-pages.js';
import type { RecordDeps } from './record-rows.js';

const DAY_MS = 86_400_000;
const id = (pattern: RegExp) => z.string().regex(pattern).optional().catch(undefined);
const querySchema = z.object({
  on: z.iso.date().optional().catch(undefined),
  days: z.coerce.number().int().min(1).max(3_660).catch(60),
  badge: id(/^[\w-]{1,64}$/),
  person: id(/^[\w-]{22}$/),
  after: id(/^[\w-]{1,64}$/),
  place: id(/^\d{1,15}-[\w-]{1,64}$/),
});

/** What a page of the record asks for, once it is certain that the visitor may. */
export interface RecordQuery {
  readonly scope: RecordScope;
  /** The one person whom it is about, and their award's key. */
  readonly person?: { readonly id: string; readonly key: string; readonly name: string | null };
  readonly badge?: { readonly id: string; readonly name: string };
  /** The day as `YYYY-MM-DD`, and its last moment, or now where that is sooner. */
  readonly day: string;
  readonly at: Date;
  readonly days: number;
  /** Of those who held: the key of the person after whom the page begins. */
  readonly after: string;
  /** Of those that end: the place after which the page begins. */
  readonly place?: EndPlace;
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

async function badgeOf(deps: RecordDeps, scope: RecordScope, id: string) {
  const owner = (await deps.achievements.findOwners([id])).get(id);
  const isTheirs =
    owner !== undefined &&
    (scope.platformId ?? owner.platformId) === owner.platformId &&
    (scope.deploymentId ?? owner.deploymentId) === owner.deploymentId;
  if (!isTheirs) throw nothingHere();
  const { latestVersion, draft } = await deps.achievements.get(id);
  const content =
    latestVersion === 0 ? draft : (await deps.achievements.getVersion(id, latestVersion)).content;
  return { id, name: content?.name ?? id };
}

async function personOf(deps: RecordDeps, scope: RecordScope, id: string) {
  const [person] = await deps.people.findMany([id]);
  if (person === undefined) throw nothingHere();
  const key = personKey(person.platformId, person.userId);
  // Somebody of another tenant has no award here.
  if ((await awardsOf(deps, scope, key)).length === 0) throw nothingHere();
  return { id, key, name: person.erasedAt === undefined ? labelOf(person) : null };
}

async function afterOf(deps: RecordDeps, scope: RecordScope, id: string): Promise<string> {
  const [award] = await deps.awards.store.findByIds([id]);
  if (award === undefined) throw nothingHere();
  const own = await awardsOf(deps, scope, award.personKey);
  if (own.length === 0) throw nothingHere();
  return award.personKey;
}

/**
 * Reads what is asked for.
 * @throws NotFound for a person, a badge or a place of another tenant
 */
export async function readQuery(
  deps: RecordDeps,
  visitor: Visitor,
  req: Request,
): Promise<RecordQuery> {
  const asked = querySchema.parse(req.query);
  const own: RecordScope = withinOf(visitor) ?? {};
  const [badge, person, after] = await Promise.all([
    asked.badge === undefined ? undefined : badgeOf(deps, own, asked.badge),
    asked.person === undefined ? undefined : personOf(deps, own, asked.person),
    asked.after === undefined ? '' : afterOf(deps, own, asked.after),
  ]);
  const now = deps.clock.now();
  const day = asked.on ?? dayOf(now);
  const end = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS - 1);
  const [ms, ...rest] = asked.place?.split('-') ?? [];
  return omitUndefined({
    scope: omitUndefined({ ...own, achievementId: badge?.id }),
    person,
    badge,
    day,
    at: end < now ? end : now,
    days: asked.days,
    after,
    place: ms === undefined ? undefined : { at: new Date(Number(ms)), id: rest.join('-') },
  });
}

/** The part of an address that asks for the same again. */
export function askedAgain(
  { badge, person }: Pick<RecordQuery, 'badge' | 'person'>,
  more: Readonly<Record<string, string | undefined>>,
): string {
  const query = new URLSearchParams(
    omitUndefined({ badge: badge?.id, person: person?.id, ...more }),
  ).toString();
  return query === '' ? '' : `?${query}`;
}
