import { createHash } from 'node:crypto';
import mongoose, { type mongo } from 'mongoose';
import { AUDIT_ACTIONS } from '../../../src/audit/index.js';
import { randomId } from '../../../src/base/index.js';
import { personIdOf } from '../../../src/people/index.js';
import { USE_KINDS } from '../../../src/usage/use.js';
import type { World } from './found.js';
import type { Size } from './size.js';
import type { Writer } from './writer.js';

const DAY_MS = 86_400_000;
const DAYS = 365;
const { ObjectId } = mongoose.mongo;

/** What most entries of a log are: badges that were given, and what people do with them. */
const COMMON = [
  'award.award',
  'badge.bound',
  'badge.updated',
  'rule.changed',
  'api.called',
] as const;

/** An ObjectId of another time than now. */
const idAt = (at: Date, n: number): mongo.ObjectId =>
  new ObjectId(
    Math.floor(at.getTime() / 1_000)
      .toString(16)
      .padStart(8, '0') + createHash('sha1').update(String(n)).digest('hex').slice(0, 16),
  );

/** Entries of a year, two thirds of them of the first platform, a hundredth of each rare kind of act. */
async function fillAudit(writer: Writer, world: World, size: Size): Promise<void> {
  const { course, others, ids } = world;
  const everybody = [course.platformId, ...others, course.platformId, course.platformId];
  for (let n = 0; n < size.entries; n += 1) {
    const at = new Date(Date.now() - Math.floor((n / size.entries) * DAYS * DAY_MS) - (n % 7));
    const platformId = everybody[n % everybody.length]!;
    const isRare = n % 10 === 0;
    const action = isRare
      ? AUDIT_ACTIONS[(n / 10) % AUDIT_ACTIONS.length]!
      : COMMON[n % COMMON.length]!;
    const userId = `u${n % size.badges}`;
    await writer.put('audit', {
      _id: idAt(at, n),
      at,
      actor: n % 3 === 0 ? `person:${personIdOf(platformId, userId)}` : 'laurel',
      action,
      subject: n % 50 === 0 ? `rule:${ids['rules']}` : `badge:${randomId()}`,
      platformId,
      deploymentId: course.deploymentId,
      contextId: `course-${n % 200}`,
      details: n % 2 === 0 ? { personKey: `${platformId}/${userId}` } : { count: 1 },
    });
  }
}

/** What the feed keeps of badges that were given, and what was sent to a webhook of it. */
async function fillEvents(writer: Writer, db: mongo.Db, world: World, size: Size): Promise<void> {
  const event = (await db.collection('events').findOne({ type: 'award.given' }))!;
  const last = (await db.collection('events').find({}).sort({ _id: -1 }).limit(1).next())!;
  const { course, others, ids } = world;
  const platforms = [course.platformId, ...others];
  const KEPT_DAYS = 80;
  for (let n = 1; n <= size.badges * 2; n += 1) {
    const at = new Date(Date.now() - KEPT_DAYS * DAY_MS * (1 - n / (size.badges * 2)));
    const eventId = randomId();
    const platformId = platforms[n % 3]!;
    const type = n % 2 === 0 ? 'award.given' : 'credential.updated';
    const row = { ...event, _id: Number(last['_id']) + n, eventId, at, platformId, type };
    await writer.put('events', row);
    if (n % 2 === 0)
      await writer.put('webhook_deliveries', {
        _id: `${ids['webhooks']}.${eventId}`,
        webhookId: ids['webhooks'],
        messageId: eventId,
        type,
        body: JSON.stringify(row),
        state: n % 100 === 0 ? 'dead' : 'done',
        attempts: 1,
        createdAt: at,
        tries: [{ at, status: '200', ms: 20 }],
      });
  }
}

/** Numbers of each day of a year, for each of the badges of ten courses and each platform. */
async function fillUses(writer: Writer, world: World, achievementIds: string[]): Promise<void> {
  const { course, others } = world;
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  for (let back = 0; back < DAYS; back += 1) {
    const day = new Date(today - back * DAY_MS);
    for (const kind of USE_KINDS) {
      const stamp = `${day.toISOString().slice(0, 10)}/${kind}`;
      const counted = { day, kind, count: 1 + (back % 9) };
      for (const achievementId of achievementIds)
        await writer.put('badge_uses', {
          _id: `${achievementId}/${stamp}`,
          achievementId,
          ...counted,
        });
      for (const platformId of [course.platformId, ...others]) {
        const whose = { platformId, deploymentId: course.deploymentId };
        await writer.put('platform_uses', {
          _id: `${platformId}/1/${stamp}`,
          ...whose,
          ...counted,
        });
      }
    }
  }
}

/** Sessions and launches of a day. */
async function fillVisits(writer: Writer, db: mongo.Db, size: Size): Promise<void> {
  const launch = (await db.collection('lti_launches').findOne({}))!;
  const session = (await db
    .collection('sessions')
    .findOne({ 'subject.userId': { $exists: true } }))!;
  for (let n = 0; n < size.learners; n += 1) {
    const user = { ...(launch['user'] as object), id: `u${n}` };
    const launchedAt = new Date(Date.now() - n * 1_000);
    await writer.put('lti_launches', { ...launch, _id: randomId(), user, launchedAt });
    const subject = { ...(session['subject'] as object), userId: `u${n}` };
    await writer.put('sessions', { ...session, _id: randomId(), subject });
  }
}

/** Fills what is written down by itself: the audit log, the feed, deliveries, numbers, visits. */
export async function fillLogs(writer: Writer, db: mongo.Db, world: World, size: Size) {
  await fillAudit(writer, world, size);
  await fillEvents(writer, db, world, size);
  const badges = await db.collection('achievements').find({}).limit(10).toArray();
  await fillUses(
    writer,
    world,
    badges.map(({ _id }) => String(_id)),
  );
  await fillVisits(writer, db, size);
}
