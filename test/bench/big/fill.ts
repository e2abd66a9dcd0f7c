import mongoose, { type mongo } from 'mongoose';
import { omitUndefined, randomId } from '../../../src/base/index.js';
import { personIdOf } from '../../../src/people/index.js';
import { copier, type Row } from './clone.js';
import type { World } from './found.js';
import { fillLogs } from './fill-logs.js';
import { fillOwners } from './fill-owners.js';
import { fillPathways } from './fill-pathways.js';
import { openPlace, type Place } from './place.js';
import { COURSES, type Size } from './size.js';
import { createWriter } from './writer.js';

/** Badges of one status list (src/credentials/status). */
const A_LIST = 131_072;
const DAY_MS = 86_400_000;
const { ObjectId } = mongoose.mongo;

/** What the first course has of its own, each row once for a course. */
const OF_COURSE = [
  ...['lti_contexts', 'lti_resource_links', 'lti_teachers', 'course_checks', 'roster_states'],
  ...['rules', 'rule_drafts', 'achievements', 'achievementVersions'],
];
/** What is kept of a learner in a course, by the field that names the learner. */
const OF_LEARNER = ['awards', 'decisions', 'roster_entries', 'members'];

interface Templates {
  readonly course: readonly (readonly [collection: string, row: Row])[];
  readonly learner: readonly (readonly [collection: string, row: Row])[];
  readonly credential: Row;
  readonly person: Row;
  readonly mail: Row;
  readonly award: Row;
}

async function readTemplates(db: mongo.Db, world: World): Promise<Templates> {
  const { course: key, userId, ids } = world;
  const course: [string, Row][] = [];
  for (const name of OF_COURSE) {
    const isOfBadge = name.startsWith('achievement');
    const filter = name === 'achievementVersions' ? { achievementId: ids['achievements'] } : key;
    const owned = name === 'achievements' ? { _id: ids['achievements'] as never } : filter;
    for (const row of await db
      .collection(name)
      .find(isOfBadge ? owned : key)
      .toArray())
      course.push([name, row]);
  }
  const learner: [string, Row][] = [];
  for (const name of OF_LEARNER)
    learner.push([name, (await db.collection(name).findOne({ ...key, userId }))!]);
  const find = async (name: string, filter: object) => (await db.collection(name).findOne(filter))!;
  return {
    course,
    learner,
    credential: await find('credentials', { _id: ids['credentials'] }),
    person: await find('people', { _id: ids['person'] }),
    mail: await find('mails', {}),
    award: await find('awards', { _id: ids['awards'] }),
  };
}

/** What a row says is still to be done; of years ago nothing is. */
const PENDING = ['untold', 'untoldMark', 'todo', 'rosterDue', 'wantedAt', 'stirredAt', 'begun'];

/** A row of long ago: nothing of it is to be done now. */
function settled(row: Row): Row {
  const rest = Object.entries(row).filter(([name]) => !PENDING.includes(name));
  const next =
    'nextAt' in row && 'failures' in row ? { nextAt: new Date(Date.now() + 7 * DAY_MS) } : {};
  return Object.assign(Object.fromEntries(rest), next);
}

/** A learner's place among those of all courses: with every third course come people of the course before. */
const userOf = (course: number, at: number): string => `u${(course % 67) * 10_000 + at}`;

/**
 * Fills courses beside the first, on three platforms, with badges, and every collection beside them with what years leave there.
 * @returns how many rows each collection was given
 */
export async function fill(
  place: Place,
  world: World,
  size: Size,
): Promise<ReadonlyMap<string, number>> {
  const store = await openPlace(place);
  const db = store.connection.db!;
  const writer = createWriter(db);
  const templates = await readTemplates(db, world);
  const { course: key, ids, userId, others } = world;
  const there = await db.collection('awards').countDocuments();
  const perCourse = Math.ceil((size.badges - there) / (COURSES - 1));
  const platforms = [key.platformId, ...others];
  const seen = new Set<string>();
  let listId = randomId();
  let given = 0;
  for (let n = 1; n < COURSES; n += 1) {
    const platformId = platforms[n < 100 ? 0 : 1 + (n % 2)]!;
    const contextId = `course-${n}`;
    const [ruleId, achievementId] = [randomId(), randomId()];
    const courseTokens = [
      [ids['rules']!, ruleId],
      [ids['draft']!, `${ruleId}d`],
      [ids['achievements']!, achievementId],
      [
        `"${key.platformId}","${key.deploymentId}","${key.contextId}"`,
        JSON.stringify([platformId, key.deploymentId, contextId]).slice(1, -1),
      ],
      [key.platformId, platformId],
    ] as const;
    const copyCourse = copier(courseTokens, { contextId });
    for (const [collection, row] of templates.course)
      await writer.put(collection, settled(copyCourse(row)));
    for (let at = 0; at < perCourse; at += 1) {
      const user = userOf(n, at);
      const personId = personIdOf(platformId, user);
      const [awardId, credentialId] = [new ObjectId().toHexString(), randomId()];
      const copy = copier(
        [
          [`${ids['rules']!}/${userId}`, `${ruleId}/${user}`],
          [`${key.platformId}/${userId}`, `${platformId}/${user}`],
          [ids['awards']!, awardId],
          [ids['credentials']!, credentialId],
          [ids['person']!, personId],
          ...courseTokens,
        ],
        { contextId, userId: user },
      );
      const awardedAt = new Date(Date.now() - (given % 400) * DAY_MS - at * 1_000);
      const times = { awardedAt, notifyAfter: awardedAt };
      for (const [collection, row] of templates.learner)
        await writer.put(
          collection,
          Object.assign(settled(copy(row)), 'awardedAt' in row ? times : undefined),
        );
      if (given % A_LIST === 0) {
        const list = (await db.collection('statusLists').findOne({ isOpen: true }))!;
        listId = randomId();
        await writer.put('statusLists', {
          ...list,
          _id: listId,
          isOpen: false,
          given: A_LIST,
        });
      }
      await writer.put('credentials', {
        ...settled(copy(templates.credential)),
        issuedAt: awardedAt,
        statusListId: listId,
        statusListIndex: given % A_LIST,
      });
      given += 1;
      if (!seen.has(personId)) {
        seen.add(personId);
        const email = `${user}@school.example`;
        const named = { name: `Learner ${user}`, email, emailKey: email, mailToken: randomId() };
        await writer.put('people', { ...copy(templates.person), ...named, _id: personId });
      }
      await writer.put(
        'mails',
        omitUndefined({
          ...copy(templates.mail),
          _id: new ObjectId().toHexString(),
          key: `badge:${awardId}`,
          addressKey: randomId(),
          view: 'badge-awarded',
          personId,
          platformId,
          deploymentId: key.deploymentId,
          state: 'sent',
          createdAt: awardedAt,
          sentAt: awardedAt,
          forgetAt: new Date(Date.now() + DAY_MS * (1 + (given % 300))),
        }),
      );
    }
  }
  await fillLogs(writer, db, world, size);
  await fillOwners(writer, db, world, size);
  await fillPathways(writer, db, world, size);
  const counts = await writer.end();
  await store.close();
  return counts;
}
