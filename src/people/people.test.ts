import express, { type Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudit } from '../audit/index.js';
import {
  createEvents,
  createLogger,
  createSealer,
  createTestClock,
  parseSettings,
} from '../base/index.js';
import { createLimits } from '../limits/index.js';
import { createMail, type Mail } from '../mail/index.js';
import { startTestStore, type TestStore } from '../store/index.js';
import { createWeb } from '../web/index.js';
import {
  createPeople,
  labelOf,
  mailAddressOf,
  personIdOf,
  shownNameOf,
  type People,
} from './index.js';

const PUBLIC_URL = 'https://laurel.test';
const DAY_MS = 86_400_000;
const clock = createTestClock();
const course = { platformId: 'p1', deploymentId: 'd1', contextId: 'c1' };
const erased: string[] = [];

let store: TestStore;
let people: People;
let mail: Mail;
let app: Express;

beforeAll(async () => {
  store = await startTestStore();
  const { connection } = store;
  const log = createLogger('silent');
  const settings = parseSettings({ PUBLIC_URL }, 'test');
  const sealer = createSealer([new Uint8Array(32)]);
  const web = createWeb({
    settings,
    log,
    events: createEvents(log),
    clock,
    connection,
    sealer,
    isForeignWelcome: (req) => req.path.startsWith('/launch'),
  });
  mail = createMail({ connection, settings, log, events: createEvents(log), clock, sealer, web });
  people = createPeople({
    connection,
    clock,
    mail,
    settings,
    web,
    audit: createAudit({ connection, clock }),
    limits: createLimits({ connection, clock, sealer }),
    ownData: [
      {
        name: 'badges',
        read: (person) => Promise.resolve([`badge of ${person.userId}`]),
        erase: (person) => Promise.resolve(void erased.push(person.id)),
      },
    ],
  });
  app = express();
  app.use(web.before);
  app.post('/launch/:userId', async (req, res) => {
    const { userId } = req.params;
    const strength = req.query.weak === undefined ? 'bound' : 'confirmed';
    await people.seen({ platformId: 'p1', userId, name: 'Ada Lovelace', email: 'ada@uni.test' });
    await web.sessions.open(req, res, { subject: { ...course, userId }, strength });
    res.end();
  });
  app.use(people.routes);
  app.use(web.after);
  await store.buildIndexes();
});
afterAll(() => store.close());

async function visit(userId: string, query = '') {
  const res = await request(app).post(`/launch/${userId}${query}`);
  const cookie = String(res.headers['set-cookie']).split(';')[0] ?? '';
  const page = () => request(app).get('/my/settings').set('Cookie', cookie);
  const csrf = /name="_csrf" value="([^"]+)"/.exec((await page()).text)?.[1];
  const post = (path: string, fields: object = {}) =>
    request(app)
      .post(path)
      .set({ Cookie: cookie, Accept: 'text/html' })
      .type('form')
      .send({ ...fields, _csrf: csrf });
  return { page, post, id: personIdOf('p1', userId) };
}

describe('a person', () => {
  it('is one for a user of a platform, however often seen, and keeps what is left out', async () => {
    const first = await people.seen({ platformId: 'p1', userId: '7', name: 'Grace', locale: 'en' });
    clock.advance(1000);
    const again = await people.seen({ platformId: 'p1', userId: '7' });
    expect(again).toMatchObject({ id: first.id, name: 'Grace', firstSeenAt: first.firstSeenAt });
    expect(again.lastSeenAt).toEqual(clock.now());
    const other = await people.seen({ platformId: 'p2', userId: '7' });
    expect(other.id).not.toBe(first.id);
    await Promise.all([1, 2, 3].map(() => people.seen({ platformId: 'p9', userId: '9' })));
    expect(await store.connection.collection('people').countDocuments({ userId: '9' })).toBe(1);
  });

  it('without a name is called the same short word every time', async () => {
    const nobody = await people.seen({ platformId: 'p1', userId: 'anonymous' });
    expect(labelOf(nobody)).toMatch(/^Learner [0-9A-F]{4}$/);
    expect(labelOf(nobody)).toBe(labelOf(await people.get(nobody.id)));
    expect(mailAddressOf(nobody)).toBeNull();
  });

  it('decides which name is shown; a typed one is never verified', async () => {
    const { post, id } = await visit('names');
    expect(shownNameOf(await people.get(id))).toEqual({ name: 'Ada Lovelace', isVerified: true });
    await post('/my/settings/name', { nameChoice: 'typed', typedName: 'Countess' }).expect(303);
    expect(shownNameOf(await people.get(id))).toEqual({ name: 'Countess', isVerified: false });
    await post('/my/settings/name', { nameChoice: 'none' }).expect(303);
    expect(shownNameOf(await people.get(id))).toBeNull();
  });

  it('is told beside the field what is missing', async () => {
    const { post, id } = await visit('missing');
    const res = await post('/my/settings/name', { nameChoice: 'typed', typedName: '' }).expect(422);
    expect(res.text).toContain('Please type the name to show.');
    expect((await people.get(id)).nameChoice).toBe('platform');
  });

  it('may look but not act in a session that was only confirmed', async () => {
    const { page, post, id } = await visit('weak', '?weak');
    expect((await page()).status).toBe(200);
    await post('/my/settings/name', { nameChoice: 'none' }).expect(403);
    await post('/my/settings/erase', { sure: 'yes' }).expect(403);
    expect((await people.get(id)).nameChoice).toBe('platform');
  });
});

describe('a personal e-mail address', () => {
  const linkOf = async (id: string) => {
    const entry = (await mail.list()).find((one) => one.key.startsWith(`person:${id}:confirm`));
    const { text, to } = await mail.read(entry?.key ?? '');
    return { path: /https:\/\/laurel\.test(\/email\/\S+)/.exec(text)?.[1] ?? '', to };
  };

  it('counts once its link was followed, and the link works once', async () => {
    const { post, id } = await visit('mail');
    await post('/my/settings/email', { email: 'ada@home.test' }).expect(303);
    const { path, to } = await linkOf(id);
    expect(to).toBe('ada@home.test');
    await request(app).get(path).expect(200);
    expect(mailAddressOf(await people.get(id))).toBe('ada@uni.test');
    await request(app).post(path).expect(200);
    expect(mailAddressOf(await people.get(id))).toBe('ada@home.test');
    await request(app).post(path).expect(404);
    await post('/my/settings/email/remove').expect(303);
    expect(mailAddressOf(await people.get(id))).toBe('ada@uni.test');
  });

  it('of a stranger gets three mails a day, whoever asks for sixty', async () => {
    const { post, id } = await visit('flood');
    const refused = [];
    for (let turn = 0; turn < 60; turn++) {
      const res = await post('/my/settings/email', { email: 'Stranger@home.test' });
      if (res.status !== 303) refused.push(res);
    }
    const all = await mail.list({ limit: 1_000 });
    expect(all.filter(({ key }) => key.startsWith(`person:${id}:`))).toHaveLength(3);
    expect(refused).toHaveLength(57);
    expect(refused[0]?.status).toBe(429);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused[0]?.text).toContain('Too many confirmation mails were asked for.');
    // The limit also counts the address, in any spelling and whoever asks; another address is not affected.
    const other = await visit('flood-2');
    await other.post('/my/settings/email', { email: 'STRANGER@home.test' }).expect(429);
    const german = await other.post('/my/settings/email?lang=de', { email: 'stranger@home.test' });
    expect(german.text).toContain('Es wurden zu viele Bestätigungsmails angefordert.');
    await other.post('/my/settings/email', { email: 'friend@home.test' }).expect(303);
    clock.advance(DAY_MS);
    const later = await visit('flood-2');
    await later.post('/my/settings/email', { email: 'stranger@home.test' }).expect(303);
  });

  it('keeps only the hash of the token, and refuses a link after seven days', async () => {
    const { post, id } = await visit('late');
    await post('/my/settings/email', { email: 'late@home.test' }).expect(303);
    const { path } = await linkOf(id);
    const rows = await store.connection.collection('people').find().toArray();
    expect(JSON.stringify(rows)).not.toContain(path.split('/').at(-1));
    clock.advance(7 * DAY_MS);
    await request(app).post(path).expect(404);
  });
});

describe('a roster (NRPS 2.0)', () => {
  const member = (userId: string, name = '') => ({
    userId,
    roles: ['Learner'],
    isActive: true,
    name,
  });

  it('keeps those who left, and writes nothing for those who stayed as they were', async () => {
    const all = [member('r1', 'Ada'), member('r2'), member('r3')];
    expect(await people.takeRoster(course, all)).toEqual({ changed: 3, left: 0 });
    expect(await people.takeRoster(course, all)).toEqual({ changed: 0, left: 0 });
    expect(await people.takeRoster(course, all.slice(0, 2))).toEqual({ changed: 0, left: 1 });
    const statusOf = async (userId: string) =>
      (await store.connection.collection('members').findOne({ ...course, userId }))?.['status'];
    expect(await statusOf('r3')).toBe('left');
    expect(await people.takeRoster(course, all)).toEqual({ changed: 1, left: 0 });
    expect(await Promise.all(['r1', 'r2', 'r3'].map(statusOf))).toEqual([
      'active',
      'active',
      'active',
    ]);
  });

  it('takes a name that the platform tells later', async () => {
    await people.takeRoster(course, [member('r5')]);
    await people.takeRoster(course, [member('r5', 'Grace Hopper')]);
    expect((await people.find('p1', 'r5'))?.name).toBe('Grace Hopper');
  });
});

describe('own data', () => {
  it('is exported whole, with what other rooms keep', async () => {
    const { post } = await visit('export');
    const res = await post('/my/settings/export').expect(200);
    expect(res.headers['content-disposition']).toContain('laurel-my-data.json');
    expect(res.body).toMatchObject({
      person: { name: 'Ada Lovelace' },
      badges: ['badge of export'],
    });
  });

  it('is erased on a sure wish alone, everywhere; a roster does not bring it back', async () => {
    const { post, id } = await visit('erase');
    await people.takeRoster(course, [{ userId: 'erase', roles: ['Learner'], isActive: true }]);
    await post('/my/settings/erase').expect(422);
    expect((await people.get(id)).name).toBe('Ada Lovelace');
    await post('/my/settings/erase', { sure: 'yes' }).expect(303);
    const row = await store.connection.collection<{ _id: string }>('people').findOne({ _id: id });
    expect(JSON.stringify(row)).not.toMatch(/Ada|ada@/);
    expect(erased).toContain(id);
    const told = { userId: 'erase', roles: ['Learner'], isActive: true, name: 'Ada Lovelace' };
    await people.takeRoster(course, [told]);
    expect((await people.get(id)).name).toBeUndefined();
  });
});
