import mongoose, { type mongo } from 'mongoose';
import { randomId } from '../../../src/base/index.js';
import type { World } from './found.js';
import type { Size } from './size.js';
import type { Writer } from './writer.js';

/** A job of the API: its ids have 22 signs. */
export const MANY_ROWS = 'bench-many'.padEnd(22, 'x');
const DAY_MS = 86_400_000;
const { ObjectId } = mongoose.mongo;
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS);
const ahead = (days: number): Date => ago(-days);

type Fill = (writer: Writer, db: mongo.Db, world: World, size: Size) => Promise<void>;

/** Requests of learners of the first course, one in four open. */
const fillCorrections: Fill = async (writer, db, { course, ids }, size) => {
  const awards = await db
    .collection('awards')
    .find({ ruleId: ids['rules'] })
    .limit(size.learners / 5)
    .toArray();
  for (const [at, { _id, userId }] of awards.entries())
    await writer.put('correction_requests', {
      _id: randomId(),
      ...course,
      ruleId: ids['rules'],
      awardId: String(_id),
      userId,
      text: 'My name is written differently.',
      askedAt: ago(at % 90),
      state: at % 4 === 0 ? 'open' : 'answered',
      answer: at % 4 === 0 ? '' : 'Done.',
      answeredAt: ago(1),
    });
};

/** Decisions about everybody at once, as they are shown before they are done, and many that are over. */
const fillBulk: Fill = async (writer, db, { course, ids }, size) => {
  const users = await db
    .collection('members')
    .find({ ...course, roles: 'Learner' })
    .limit(size.learners)
    .toArray();
  const job = {
    ...course,
    ruleId: ids['rules'],
    action: 'message',
    reason: 'Well done.',
    leftOut: 0,
    actor: { id: 'bench', userId: 'bench' },
    createdAt: ago(0),
    seen: 0,
    changed: 0,
    expiresAt: ahead(30),
  };
  const people = users.map(({ userId }) => ({ userId: String(userId) }));
  await writer.put('bulk_jobs', { ...job, _id: 'bench-job', people, state: 'preview' });
  const few = people.slice(0, 20);
  for (let n = 0; n < size.learners / 50; n += 1) {
    const over = { people: few, state: 'done', startedAt: ago(n % 30), undoUntil: ago(n % 30) };
    await writer.put('bulk_jobs', { ...job, _id: randomId(), ...over });
  }
};

/** Files of badges to be given, with a row for each learner, and people who were invited by mail. */
const fillGiving: Fill = async (writer, db, { course, ids }, size) => {
  const job = (await db.collection('award_jobs').findOne({ _id: ids['bulk'] as never }))!;
  const part = (await db.collection('award_job_rows').findOne({ jobId: ids['bulk'] }))!;
  const [row] = part['rows'] as object[];
  for (let n = 0; n < size.learners / 50; n += 1)
    await writer.put('award_jobs', {
      ...job,
      _id: randomId(),
      state: 'done',
      endedAt: ago(1),
    });
  const large = { ...job, rows: size.learners, counts: { has: size.learners } };
  await writer.put('award_jobs', { ...large, _id: 'bench-many', isTeachers: true });
  await writer.put('award_jobs', { ...large, _id: MANY_ROWS });
  const BATCH = 500;
  for (let index = 0; index * BATCH < size.learners; index += 1) {
    const rows = Array.from({ length: BATCH }, (_, at) => ({
      ...row,
      row: index * BATCH + at + 1,
      line: index * BATCH + at + 1,
    }));
    for (const jobId of ['bench-many', MANY_ROWS])
      await writer.put('award_job_rows', {
        ...part,
        _id: `${jobId}.${index}`,
        jobId,
        index,
        rows,
      });
  }
  for (let n = 0; n < size.learners; n += 1)
    await writer.put('award_invitations', {
      _id: new ObjectId().toHexString(),
      ...course,
      ruleId: ids['rules'],
      address: `guest${n}@life.example`,
      addressKey: `key-${n}`,
      tokenHash: randomId(),
      jobId: ids['bulk'],
      actor: 'bench',
      reason: '',
      state: 'open',
      createdAt: ago(1),
      expiresAt: ahead(29),
      forgetAt: ahead(119),
    });
};

/** Files that were brought from other systems. */
const fillImports: Fill = async (writer, db, { ids }, size) => {
  const run = (await db.collection('imports').findOne({ _id: ids['imports'] as never }))!;
  const entry = (await db.collection('import_entries').findOne({ importId: ids['imports'] }))!;
  for (let n = 0; n < size.learners / 10; n += 1) {
    const importId = new ObjectId().toHexString();
    await writer.put('imports', {
      ...run,
      _id: importId,
      state: 'done',
      createdAt: ago(n % 300),
    });
    for (let at = 0; at < 20; at += 1)
      await writer.put('import_entries', {
        ...entry,
        _id: `${importId}:${at}` as never,
        importId,
        at,
      });
  }
  for (let at = 1; at < size.learners; at += 1) {
    const importId = ids['imports']!;
    await writer.put('import_entries', {
      ...entry,
      _id: `${importId}:${at}` as never,
      importId,
      at,
    });
  }
};

/** Homes of one learner in ten, with a record each, and what apps were allowed. */
const fillHomes: Fill = async (writer, db, { ids }, size) => {
  const record = (await db
    .collection('learner_records')
    .findOne({ _id: ids['records'] as never }))!;
  for (let n = 0; n < size.badges / 10; n += 1) {
    const [homeId, personId] = [randomId(), `person-${n}`.padEnd(22, 'x')];
    const address = `home${n}@life.example`;
    await writer.put('home_joins', { _id: randomId(), personId, homeId, joinedAt: ago(n % 300) });
    await writer.put('home_addresses', {
      _id: address,
      address,
      homeId,
      confirmedAt: ago(n % 300),
    });
    await writer.put('learner_records', { ...record, _id: randomId(), personId });
    await writer.put('oauth_access_tokens', {
      _id: randomId(),
      clientId: 'bench',
      scopes: [],
      expiresAt: ahead(1),
    });
  }
};

/** Daily mails that a teacher of each of many courses asked for, none of them due. */
const fillDigests: Fill = async (writer, _db, { course }, size) => {
  for (let n = 0; n < size.learners / 10; n += 1)
    await writer.put('course_digests', {
      _id: randomId(),
      ...course,
      contextId: `course-${n}`,
      userId: 't',
      locale: 'en',
      token: randomId(),
      nextAt: ahead(1),
    });
};

/** Fills what people have: requests, jobs, imports, homes, wishes. */
export const fillOwners: Fill = async (...to) => {
  for (const fill of [fillCorrections, fillBulk, fillGiving, fillImports, fillHomes, fillDigests])
    await fill(...to);
};
