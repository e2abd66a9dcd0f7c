import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLaurel, type Laurel } from '../../../src/app.js';
import { createLogger, createTestClock, parseSettings } from '../../../src/base/index.js';
import type { Credential, IssueOrder } from '../../../src/credentials/index.js';
import { startTestStore, type TestStore } from '../../../src/store/index.js';

const clock = createTestClock();
const settings = parseSettings(
  {
    PUBLIC_URL: 'https://badges.example.edu',
    MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    ISSUER_NAME: 'Example University',
    ISSUER_URL: 'https://example.edu',
    ISSUER_LOGO_URL: 'https://example.edu/logo.png',
  },
  'test',
);

let store: TestStore;
let laurel: Laurel;

beforeAll(async () => {
  store = await startTestStore();
  laurel = await createLaurel(settings, createLogger(settings.logLevel), { store, clock });
});
afterAll(async () => {
  await laurel.close();
  await store.close();
});

const order = (awardId: string, over: Partial<IssueOrder> = {}): IssueOrder => ({
  awardId,
  personId: 'person-1',
  validFrom: clock.now(),
  visibility: 'link',
  achievement: {
    id: 'https://badges.example.edu/achievements/net/1',
    version: '1',
    name: 'Networking <Fundamentals>',
    description: 'Design small networks.',
    criteria: { narrative: 'Score at least **70 %**.' },
    achievementType: 'MicroCredential',
    resultDescription: [
      {
        id: 'https://badges.example.edu/achievements/net/1#result',
        name: 'Final quiz',
        resultType: 'Percent',
        requiredValue: '70',
      },
    ],
  },
  recipient: { identity: { type: 'emailAddress', value: 'a@b.example' }, verifiedName: 'Ada Żółć' },
  ...over,
});

const browser = (path: string) =>
  request(laurel.app).get(path).set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8');
const pageOf = async ({ id }: Credential) => (await browser(`/credentials/${id}`)).text;

/** A session without cookies, as a launch in a frame opens it; gives the token its pages carry. */
async function openFrame(personId: string): Promise<string> {
  const app = express();
  app.use(laurel.web.before);
  app.get('/open', async (req, res) => {
    const session = { subject: { personId }, strength: 'bound', isCookieless: true } as const;
    await laurel.web.sessions.open(req, res, session);
    res.end();
  });
  const { headers } = await request(app).get('/open');
  return headers['x-laurel-frame'] ?? '';
}

/** The text as a reader meets it, tags and scripts gone. */
const read = (html: string) =>
  html
    .replace(/^[^]*<main[^>]*>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

describe('the page of a shared badge', () => {
  it('says first, in a sentence, that it is valid, from whom and to whom', async () => {
    const text = read(await pageOf(await laurel.credentials.issue(order('valid'))));
    expect(text).toMatch(
      /^Valid Issued by Example University \(badges\.example\.edu\) to Ada Żółć on May 4, 2026/,
    );
    expect(text).toContain('Pass mark 70 %');
    expect(text).toContain('Signature');
  });

  it('says first that it was revoked, why, and never shows a valid sentence beside it', async () => {
    const issued = await laurel.credentials.issue(order('revoked'));
    await laurel.credentials.revoke(issued.id, { actor: 'operator', reason: 'Wrong column.' });
    const text = read(await pageOf(issued));
    expect(text).toMatch(
      /^Revoked Example University \(badges\.example\.edu\) has revoked this badge\..*Wrong column\./,
    );
    expect(text).not.toContain('Issued by Example University');
  });

  it('says first that what is stored was changed after it was signed', async () => {
    const issued = await laurel.credentials.issue(order('tampered'));
    const json = issued.json.replace('"requiredValue":"70"', '"requiredValue":"10"');
    await store.connection
      .collection<{ _id: string }>('credentials')
      .updateOne({ _id: issued.id }, { $set: { json } });
    expect(read(await pageOf(issued))).toMatch(/^Not genuine/);
  });

  it('shows a name that its person typed as their own word, and none beside a signed one', async () => {
    const person = await laurel.people.seen({ platformId: 'platform', userId: 'countess' });
    await laurel.people.chooseName(person.id, 'typed', 'Countess <of> Lovelace');
    const { identity } = order('').recipient;
    const nameless = { personId: person.id, recipient: { identity } };
    const text = read(await pageOf(await laurel.credentials.issue(order('typed', nameless))));
    expect(text).toContain(
      'Countess &lt;of&gt; Lovelace This name is the earner’s own word. The issuer has not signed it.',
    );
    expect(text).toMatch(/^Valid Issued by Example University \(badges\.example\.edu\) on/);
    const signed = await laurel.credentials.issue(order('signed', { personId: person.id }));
    expect(read(await pageOf(signed))).not.toContain('Countess');
  });

  it('is in the reader’s language, checks, kind of badge and dates too', async () => {
    const { id } = await laurel.credentials.issue(order('german'));
    const { text } = await browser(`/credentials/${id}`).set('Accept-Language', 'de-AT');
    expect(read(text)).toMatch(
      /Von Example University \(badges\.example\.edu\) für Ada Żółć ausgestellt am 4. Mai 2026/,
    );
    expect(read(text)).toContain('Das Badge ist genau so, wie es signiert wurde.');
    expect(read(text)).toContain('Es hat alle Teile, die Open Badges 3.0 verlangt.');
    expect(text).toContain('<p class="eyebrow">Micro-Credential</p>');
  });

  it('says in the reader’s language why Laurel took it back, also where an earlier version recorded it', async () => {
    const { id } = await laurel.credentials.issue(order('fallen'));
    const reason = 'The grade fell below the mark.';
    await laurel.credentials.revoke(id, { actor: 'laurel', reason });
    const { text } = await browser(`/credentials/${id}`).set('Accept-Language', 'fr');
    expect(read(text)).toContain('La note est au-dessous du seuil de réussite.');
    expect(text).not.toContain(reason);
  });

  it('that is not there says so in the reader’s language', async () => {
    const nowhere = `/credentials/${'A'.repeat(22)}`;
    const { text } = await browser(nowhere).set('Accept-Language', 'pl').expect(404);
    expect(read(text)).toContain('Pod tym adresem nie ma odznaki.');
    expect(read(text)).toContain('zapytaj, czy odznaka jest udostępniona');
    expect(text).not.toContain('There is no badge');
    const arabic = await browser('/no/such/page').set('Accept-Language', 'ar').expect(404);
    expect(read(arabic.text)).toContain('لا توجد صفحة في هذا العنوان.');
  });

  it('shows the corrected badge at the address of the former one, and at its own', async () => {
    const old = await laurel.credentials.issue(order('old'));
    const next = await laurel.credentials.supersede(old.id, order('x'), { actor: 'operator' });
    for (const address of [old, next]) {
      const html = await pageOf(address);
      expect(read(html)).toMatch(/^Valid/);
      expect(read(html)).toContain('corrected this badge on');
      expect(html).toContain(
        `rel="canonical" href="https://badges.example.edu/credentials/${old.id}"`,
      );
    }
    const program = await request(laurel.app)
      .get(`/credentials/${old.id}`)
      .set('Accept', 'application/json');
    expect((program.body as { id: string }).id).toContain(next.id);
  });

  it('is not indexed unless the learner made it public', async () => {
    const issued = await laurel.credentials.issue(order('indexed'));
    expect(await pageOf(issued)).toContain('content="noindex"');
    await laurel.credentials.share(issued.id, 'person-1', 'public');
    expect(await pageOf(issued)).not.toContain('content="noindex"');
  });

  it('gives the exact signed text to a program (Accept)', async () => {
    const { id, json } = await laurel.credentials.issue(order('program'));
    for (const type of ['application/vc', 'application/ld+json', 'application/json', '*/*']) {
      const answer = await request(laurel.app)
        .get(`/credentials/${id}`)
        .set('Accept', type)
        .buffer();
      expect([answer.status, answer.body.toString() === json || answer.text === json]).toEqual([
        200,
        true,
      ]);
    }
  });

  it('is said to be private to whoever has its address, and to a program nothing', async () => {
    const { id, recipientName } = await laurel.credentials.issue(
      order('hidden', { visibility: 'private' }),
    );
    const hidden = await browser(`/credentials/${id}`).set('Accept-Language', 'de');
    expect(hidden.status).toBe(403);
    expect(read(hidden.text)).toContain('Dieses Badge ist zurzeit privat.');
    expect(read(hidden.text)).toContain('Bitten Sie die Person');
    expect(hidden.text).not.toContain(recipientName);
    const [program, none] = await Promise.all(
      [id, 'A'.repeat(22)].map((one) =>
        request(laurel.app).get(`/credentials/${one}`).set('Accept', 'application/json'),
      ),
    );
    expect([program?.status, none?.status]).toEqual([404, 404]);
    expect(none?.body).toEqual({
      ...(program?.body as object),
      instance: expect.any(String) as unknown,
    });
  });
});

describe('POST /api/verify', () => {
  const post = (body: string | object, type = 'application/json') =>
    request(laurel.app).post('/api/verify').set('Content-Type', type).send(body);

  it('takes a badge as JSON, wrapped or bare, and by its address', async () => {
    const { id, json } = await laurel.credentials.issue(order('api'));
    const badge = JSON.parse(json);
    const url = `https://badges.example.edu/credentials/${id}`;
    for (const body of [badge, { credential: badge, email: 'A@b.example' }, { url }]) {
      const { body: result } = await post(body);
      expect([result.verdict, result.kind]).toEqual(['valid', 'open-badge-3']);
    }
    expect((await post(json, 'application/vc')).body.verdict).toBe('valid');
  });

  it('answers what is no request with problem+json (RFC 9457)', async () => {
    for (const body of [{}, { nothing: 1 }, { url: 'file:///etc/passwd' }]) {
      const answer = await post(body);
      expect([answer.status, answer.body.code]).toEqual([400, 'nothing_to_verify']);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    }
  });

  it('refuses more than 1 MB, and takes a little less', async () => {
    const of = (size: number) => post(JSON.stringify({ credential: 'x'.repeat(size) }));
    expect((await of(1_100_000)).status).toBe(413);
    expect((await of(900_000)).body.kind).toBe('unreadable');
  });

  it('answers a bomb of brackets with a verdict', async () => {
    const { status, body } = await post('['.repeat(400_000) + ']'.repeat(400_000));
    expect([status, body.kind]).toEqual([200, 'unreadable']);
  });

  it('does not fetch from this machine or a private network', async () => {
    const answer = await post({ url: 'https://192.168.0.1/badge' });
    expect([answer.status, answer.body.code]).toEqual([502, 'badge_unreachable']);
  });

  it('does not give away a private badge by its address', async () => {
    const { id } = await laurel.credentials.issue(order('p', { visibility: 'private' }));
    const answer = await post({ url: `https://badges.example.edu/credentials/${id}` });
    expect(answer.body.code).toBe('badge_unreachable');
  });
});

describe('the cache of shared pages', () => {
  it('serves the same page again, with every header, and a new one once the badge is revoked', async () => {
    const issued = await laurel.credentials.issue(order('cached'));
    const path = `/credentials/${issued.id}`;
    const first = await browser(path);
    const second = await browser(path);
    expect(second.text).toBe(first.text);
    const without = ({ headers }: typeof first) => ({
      ...(headers as Record<string, string>),
      'x-request-id': '',
      date: '',
    });
    expect(without(second)).toEqual(without(first));
    await laurel.credentials.revoke(issued.id, { actor: 'operator' });
    expect(read((await browser(path)).text)).toMatch(/^Revoked/);
  });

  it('forgets a page that its learner no longer shares, and any page after five seconds', async () => {
    const issued = await laurel.credentials.issue(order('unshared'));
    const path = `/credentials/${issued.id}`;
    expect((await browser(path)).status).toBe(200);
    await laurel.credentials.share(issued.id, 'person-1', 'private');
    expect((await browser(path)).status).toBe(403);
    await laurel.credentials.share(issued.id, 'person-1', 'link');
    expect((await browser(path)).status).toBe(200);
    // Behind this process' back, as another process would.
    const badges = store.connection.collection<{ _id: string }>('credentials');
    await badges.updateOne({ _id: issued.id }, { $set: { visibility: 'private' } });
    expect((await browser(path)).status).toBe(200);
    clock.advance(5_000);
    expect((await browser(path)).status).toBe(403);
  });

  it('keeps nothing of a session without cookies: neither its page nor its token (web/frame-token)', async () => {
    const issued = await laurel.credentials.issue(order('frame', { visibility: 'private' }));
    const path = `/credentials/${issued.id}`;
    const framed = await openFrame('person-1');
    const own = await browser(path).set('X-Laurel-Frame', framed);
    expect(own.status).toBe(200);
    expect(own.headers['x-laurel-frame']).toBeDefined();
    const stranger = await browser(path);
    expect(stranger.status).toBe(403);
    expect(stranger.headers['x-laurel-frame']).toBeUndefined();
  });

  it.each([
    { 'X-Forwarded-Host': 'evil.example' },
    { 'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': 'evil.example' },
    { Host: 'evil.example' },
    { Forwarded: 'host=evil.example', 'X-Original-URL': '/evil.example', 'X-Host': 'evil.example' },
  ])('keeps nothing of who asked for it: %o', async (poison) => {
    const name = `poisoned ${JSON.stringify(poison)}`;
    const path = `/credentials/${(await laurel.credentials.issue(order(name))).id}`;
    const first = await browser(path).set({ ...poison });
    expect(first.status).toBe(200);
    for (const { text, headers } of [first, await browser(path)]) {
      expect(text + JSON.stringify(headers)).not.toContain('evil.example');
    }
    for (const address of ['.json', '/embed', '/qr.svg']) {
      const answer = await request(laurel.app)
        .get(`${path}${address}`)
        .set({ ...poison });
      const body: unknown = answer.body;
      const sent = Buffer.isBuffer(body) ? body.toString() : answer.text;
      expect(sent + JSON.stringify(answer.headers)).not.toContain('evil.example');
    }
  });

  it('holds nobody up for a visitor who asks and does not read', async () => {
    const issued = await laurel.credentials.issue(order('slow reader'));
    const path = `/credentials/${issued.id}`;
    const server = laurel.app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const head = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nAccept-Language: pl\r\n\r\n`;
    const slow = connect({ port, host: '127.0.0.1' }, () => slow.write(head));
    const held = once(server, 'request') as Promise<[unknown, ServerResponse]>;
    // Rendered, but on its way for ever.
    const [, answer] = await held;
    answer.end = () => answer;
    const url = `http://127.0.0.1:${port}${path}`;
    const headers = { accept: 'text/html', 'accept-language': 'pl' };
    const other = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) });
    expect(other.status).toBe(200);
    slow.destroy();
    server.close().closeAllConnections();
  });
});
