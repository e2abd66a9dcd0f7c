import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { credentials, profile, serviceDescription, statusInfo } from '../../interop/ob-api.js';
import { badgeOf, createSigner, type Json } from '../../interop/sign-badge.js';
import { callHost } from './use-hosts.js';
import { laurel, openTokens, useOneHost } from './use-one-host.js';

useOneHost();

let token: string;
let signer: Awaited<ReturnType<typeof createSigner>>;
beforeAll(async () => {
  ({ access: token } = await openTokens());
  signer = await createSigner();
});
beforeEach(async () => {
  await laurel.connection.collection('kept_badges').deleteMany({});
});

const signed = async (over: Json = {}, by = signer): Promise<string> =>
  JSON.stringify(await by.sign(badgeOf(by.id, over)));
const send = async (body: string, type = 'application/json') => {
  const headers = { 'content-type': type };
  const answer = await callHost(laurel, '/credentials', token, { method: 'POST', headers, body });
  const { status } = answer;
  return { status, type: answer.headers.get('content-type'), text: await answer.text() };
};
const list = async () => {
  const answer = await callHost(laurel, '/credentials', token);
  return answer.text();
};

describe('a badge that an app puts in (Open Badges 3.0 API, 6.2.2)', () => {
  it('is new once, answered as it was sent, and given back byte for byte', async () => {
    const badge = await signed();
    expect(await send(badge, 'application/vc+ld+json')).toMatchObject({
      status: 201,
      type: expect.stringContaining('application/vc+ld+json') as string,
      text: badge,
    });
    expect(await send(badge)).toMatchObject({ status: 200, text: badge });
    const text = await list();
    expect(text).toContain(badge);
    expect(credentials.parse(JSON.parse(text)).credential).toHaveLength(2);
  });

  it('is replaced by one that is newer, of the same issuer and identifier; an older one changes nothing', async () => {
    const old = await signed({ validFrom: '2026-01-01T00:00:00Z' });
    const fresh = await signed({ validFrom: '2026-03-01T00:00:00Z' });
    expect([await send(old), await send(fresh), await send(old)]).toMatchObject([
      { status: 201 },
      { status: 200 },
      { status: 200 },
    ]);
    const text = await list();
    expect([text.includes(fresh), text.includes(old)]).toEqual([true, false]);
  });

  it('gives way neither to another issuer’s with its identifier, nor to one that proves nothing', async () => {
    const badge = await signed();
    await send(badge);
    const forged = await signed({ validFrom: '2026-04-01T00:00:00Z' }, await createSigner());
    const broken = badge.replace('Teamwork', 'Everything').replace('2026-01-01', '2026-04-01');
    for (const attack of [forged, broken]) {
      const { status, text } = await send(attack);
      expect([status, statusInfo.safeParse(JSON.parse(text)).success]).toEqual([400, true]);
    }
    expect(await list()).toContain(badge);
  });

  it('is one of 500 a day for a home, whichever apps put them in: each has us ask hosts that it names', async () => {
    const badge = await signed();
    expect((await send(badge)).status).toBe(201);
    const limits = laurel.connection.collection('limits');
    const ofADay = { expire: { $gt: new Date(Date.now() + 3_600_000) } };
    const changed = await limits.updateMany(ofADay, { $set: { points: 500 } });
    expect(changed.modifiedCount).toBeGreaterThan(0);
    const { status, text } = await send(badge);
    expect([status, statusInfo.safeParse(JSON.parse(text)).success]).toEqual([429, true]);
    await limits.deleteMany({});
  });

  it('that was read here may come back; one that says it was issued here may not', async () => {
    const { credential } = JSON.parse(await list()) as { credential: Json[] };
    const own = JSON.stringify(credential[0]);
    expect(await send(own)).toMatchObject({ status: 200, text: own });
    const forged = await signed({ id: credential[0]?.['id'] });
    expect((await send(forged)).status).toBe(400);
    expect(await laurel.connection.collection('kept_badges').countDocuments()).toBe(0);
  });

  it('is none where it is cut off, empty, too large, or of another kind', async () => {
    for (const body of ['{"a":1}', '{', '', '[]', 'null'])
      expect((await send(body)).status).toBe(400);
    expect((await send('a.b.c', 'text/plain')).status).toBe(400);
    expect((await send('<p>', 'text/html')).status).toBe(400);
    const large = await send(`"${'a'.repeat(5_000_000)}"`);
    expect(large.status).toBe(413);
    expect(statusInfo.parse(JSON.parse(large.text))).toMatchObject({
      imsx_codeMajor: 'failure',
      imsx_codeMinor: { imsx_codeMinorField: [{ imsx_codeMinorFieldValue: 'invalid_data' }] },
    });
  });
});

describe('what is answered looks as the specification says', () => {
  it('of the service, the profile and the badges', async () => {
    const found = await fetch(`${laurel.url}/ims/ob/v3p0/discovery`);
    const described = serviceDescription.parse(await found.json());
    expect(Object.keys(described.paths)).toEqual(['/credentials', '/profile', '/discovery']);
    profile.parse(await (await callHost(laurel, '/profile', token)).json());
    credentials.parse(JSON.parse(await list()));
  });

  it.each<[string, string, RequestInit, number, string]>([
    [
      'an unknown token',
      '/profile',
      { headers: { authorization: 'Bearer x' } },
      401,
      'unauthorizedrequest',
    ],
    ['a limit of nothing', '/credentials?limit=0', {}, 400, 'invalid_query_parameter'],
    ['a time that is none', '/credentials?since=yesterday', {}, 400, 'invalid_query_parameter'],
    ['another method', '/profile', { method: 'PUT' }, 405, 'not_allowed'],
    ['another address', '/badges', {}, 404, 'not_found'],
  ])('of %s', async (_words, path, init, status, minor) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${laurel.url}/ims/ob/v3p0${path}`, { headers, ...init });
    const info = statusInfo.parse(await answer.json());
    const [field] = info.imsx_codeMinor?.imsx_codeMinorField ?? [];
    expect([answer.status, field?.imsx_codeMinorFieldValue]).toEqual([status, minor]);
  });

  it('of pages: each has the links that the list needs (6.4)', async () => {
    await send(await signed({ id: 'https://college.example/badges/2' }));
    const links = async (query: string) => {
      const { headers } = await callHost(laurel, `/credentials?${query}`, token);
      const rels = [...(headers.get('link') ?? '').matchAll(/rel="(\w+)"/g)].map(([, rel]) => rel);
      return [headers.get('x-total-count'), ...rels.toSorted()];
    };
    expect(await links('limit=1')).toEqual(['2', 'first', 'last', 'next']);
    expect(await links('limit=1&offset=1')).toEqual(['2', 'first', 'last', 'prev']);
    expect(await links('limit=9&since=2999-01-01T00:00:00Z')).toEqual(['0', 'first', 'last']);
  });
});
