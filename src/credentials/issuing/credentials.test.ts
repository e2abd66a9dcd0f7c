import { createHash } from 'node:crypto';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudit } from '../../audit/index.js';
import { createLogger, createSealer, createTestClock, LaurelError } from '../../base/index.js';
import { startTestStore, type TestStore } from '../../store/index.js';
import { createWorkers } from '../../workers/index.js';
import { createCredentials } from '../create-credentials.js';
import type { Credentials } from '../credentials.js';
import type { IssueOrder } from '../credential/order.js';
import { knownContexts } from '../verify/contexts.js';

const workers = createWorkers({ log: createLogger('silent') });

const PUBLIC_URL = 'https://badges.example.edu';
const clock = createTestClock();

let store: TestStore;
let credentials: Credentials;

const settings = {
  publicUrl: PUBLIC_URL,
  issuerName: 'Example University',
  issuerUrl: 'https://example.edu',
  issuerLogoUrl: 'https://example.edu/logo.png',
};

function makeCredentials(extra: Partial<Parameters<typeof createCredentials>[0]> = {}) {
  return createCredentials({
    connection: store.connection,
    clock,
    log: { error: (...args: unknown[]) => expect.fail(JSON.stringify(args)) },
    events: { tell: () => undefined },
    settings,
    workers,
    sealer: createSealer([new Uint8Array(32).fill(7)]),
    audit: createAudit({ connection: store.connection, clock }),
    outbound: { fetch: () => Promise.reject(new Error('no way out')) },
    page: (res, _view, model) => void res.status(200).send(JSON.stringify(model)),
    viewer: (req) => req.get('x-person') ?? null,
    ...extra,
  });
}

function order(over: Partial<IssueOrder> = {}): IssueOrder {
  const A = `${PUBLIC_URL}/achievements/net/1`;
  return {
    awardId: 'award-1',
    personId: 'person-1',
    achievement: {
      id: A,
      version: '1',
      name: 'Networking Fundamentals',
      description: 'The earner can design small networks.',
      criteria: { narrative: 'Score at least **70%** in the final assessment.' },
      achievementType: 'MicroCredential',
      image: { id: `${A}/image.png`, caption: 'A green badge' },
      tag: ['networking', 'tcp/ip'],
      resultDescription: [
        {
          id: `${A}#result`,
          name: 'Final assessment',
          resultType: 'Percent',
          valueMin: '0',
          valueMax: '100',
          requiredValue: '70',
        },
      ],
    },
    recipient: {
      identity: { type: 'emailAddress', value: 'Ada@Example.edu' },
      verifiedName: 'Ada Żółć',
    },
    validFrom: clock.now(),
    ...over,
  };
}

/** Verifies with @digitalbazaar/vc, from what is served and nothing else. */
async function verifyElsewhere(json: string) {
  const app = express().use(credentials.routes);
  const get = async (path: string) => (await request(app).get(path).buffer(true)).text;
  const documentLoader = async (url: string) => {
    const answer = (document: unknown) => ({ contextUrl: null, documentUrl: url, document });
    if (knownContexts.has(url)) return answer(knownContexts.get(url));
    if (url.startsWith('did:web:badges.example.edu')) {
      const did = JSON.parse(await get('/.well-known/did.json'));
      if (!url.includes('#')) return answer(did);
      const method = did.verificationMethod.find(({ id }: { id: string }) => id === url);
      return answer({ '@context': 'https://w3id.org/security/multikey/v1', ...method });
    }
    if (url.startsWith(PUBLIC_URL))
      return answer(JSON.parse(await get(url.slice(PUBLIC_URL.length))));
    throw new Error(`not to be had: ${url}`);
  };
  const suite = new DataIntegrityProof({ cryptosuite });
  const result = await vc.verifyCredential({
    credential: JSON.parse(json),
    suite,
    documentLoader,
    checkStatus,
    now: clock.now(),
  });
  return {
    verified: result.verified,
    error: result.error?.errors ?? result.error,
    isTakenBack: result.statusResult?.results?.some(({ status }) => status),
  };
}

beforeAll(async () => {
  store = await startTestStore();
  credentials = makeCredentials();
  await store.buildIndexes();
});
afterAll(() => store.close());

describe('issue', () => {
  it('gives a badge that another verifier accepts, status list included', async () => {
    const issued = await credentials.issue(order());
    expect(await verifyElsewhere(issued.json)).toEqual({
      verified: true,
      error: undefined,
      isTakenBack: false,
    });
  });

  it('gives the same badge for the same award, also from two processes at once', async () => {
    const other = makeCredentials();
    const twice = await Promise.all([
      credentials.issue(order({ awardId: 'award-2' })),
      other.issue(order({ awardId: 'award-2' })),
    ]);
    expect(twice[0].id).toBe(twice[1].id);
    expect(await credentials.issue(order({ awardId: 'award-2' }))).toEqual(twice[0]);
  });

  it('names its key by the multibase of did:web (did:web:host#z6Mk…) and wraps the proof in a list', async () => {
    const badge = JSON.parse((await credentials.issue(order())).json);
    expect(badge.proof).toHaveLength(1);
    expect(badge.proof[0].verificationMethod).toMatch(/^did:web:badges\.example\.edu#z6Mk\w{44}$/);
  });

  it('names the recipient by a salted hash (OB 3.0 IdentityHash) and by the name that the LMS gave', async () => {
    const { json } = await credentials.issue(order());
    const [hashed, name] = JSON.parse(json).credentialSubject.identifier;
    const hash = createHash('sha256').update(`ada@example.edu${hashed.salt}`).digest('hex');
    expect(hashed).toMatchObject({ hashed: true, identityHash: `sha256$${hash}` });
    expect(name).toMatchObject({ identityType: 'name', identityHash: 'Ada Żółć', hashed: false });
    expect(json.toLowerCase()).not.toContain('ada@example');
  });

  it('signs a pass mark, and a score only where the order shows one', async () => {
    const plain = JSON.parse((await credentials.issue(order())).json).credentialSubject;
    expect(plain.achievement.resultDescription[0].requiredValue).toBe('70');
    expect(plain.result).toBeUndefined();
    const result = [{ resultDescription: `${PUBLIC_URL}/achievements/net/1#result`, value: '84' }];
    const shown = await credentials.issue(order({ awardId: 'shown', result }));
    expect(JSON.parse(shown.json).credentialSubject.result[0].value).toBe('84');
    expect((await verifyElsewhere(shown.json)).verified).toBe(true);
  });

  it('refuses an achievement without criteria, and keeps nothing', async () => {
    const { achievement } = order();
    const bad = order({ awardId: 'bad', achievement: { ...achievement, criteria: {} } });
    await expect(credentials.issue(bad)).rejects.toMatchObject({
      code: 'credential_not_well_formed',
    });
    expect(await credentials.findByAward('bad')).toBeNull();
  });

  it('refuses to issue without a name for the issuer, and says which setting is missing', async () => {
    const { publicUrl, issuerUrl, issuerLogoUrl } = settings;
    const nameless = makeCredentials({ settings: { publicUrl, issuerUrl, issuerLogoUrl } });
    expect(await nameless.issuers.missing()).toEqual(['ISSUER_NAME']);
    await expect(nameless.issue(order({ awardId: 'nameless' }))).rejects.toThrow(LaurelError);
  });
});

describe('issueBatch', () => {
  it('issues many in the order they were asked for, each with a place of its own', async () => {
    const orders = Array.from({ length: 40 }, (_, index) => order({ awardId: `many-${index}` }));
    const issued = await credentials.issueBatch([...orders, orders[3]!]);
    expect(issued.map(({ awardId }) => awardId)).toEqual([
      ...orders.map(({ awardId }) => awardId),
      'many-3',
    ]);
    expect(new Set(issued.map(({ statusListIndex }) => statusListIndex)).size).toBe(40);
  });
});

describe('the status entry of a badge', () => {
  it('has the terms alone that every copy of the VC 2.0 context defines', async () => {
    const { json } = await credentials.issue(order({ awardId: 'plain-entry' }));
    const { credentialStatus } = JSON.parse(json) as { credentialStatus: object };
    expect(Object.keys(credentialStatus).sort()).toEqual([
      ...['id', 'statusListCredential', 'statusListIndex', 'statusPurpose', 'type'],
    ]);
  });
});

describe('revoke, suspend, reinstate', () => {
  it('shows a revoked badge as taken back to another verifier', async () => {
    const { id, json } = await credentials.issue(order({ awardId: 'to-revoke' }));
    await credentials.revoke(id, { actor: 'operator', reason: 'Issued by mistake.' });
    expect(await verifyElsewhere(json)).toMatchObject({ verified: true, isTakenBack: true });
  });

  it('shows it from a list too that was made before lists named who signs them', async () => {
    const { id, json } = await credentials.issue(order({ awardId: 'of-old' }));
    await store.connection.collection('statusLists').updateMany({}, { $unset: { controller: 1 } });
    expect(await verifyElsewhere(json)).toMatchObject({ verified: true, isTakenBack: false });
    await credentials.revoke(id, { actor: 'operator' });
    expect(await verifyElsewhere(json)).toMatchObject({ verified: true, isTakenBack: true });
  });

  it('takes a suspended badge back until it is reinstated', async () => {
    const { id, json } = await credentials.issue(order({ awardId: 'to-suspend' }));
    await credentials.suspend(id, { actor: 'operator' });
    expect(await verifyElsewhere(json)).toMatchObject({ isTakenBack: true });
    await credentials.reinstate(id, { actor: 'operator' });
    expect(await verifyElsewhere(json)).toMatchObject({ verified: true, isTakenBack: false });
  });

  it('does not reinstate what was revoked for good', async () => {
    const { id } = await credentials.issue(order({ awardId: 'revoked' }));
    await credentials.revoke(id, { actor: 'operator' });
    await credentials.revoke(id, { actor: 'operator' });
    await expect(credentials.reinstate(id, { actor: 'operator' })).rejects.toMatchObject({
      code: 'credential_revoked',
    });
  });
});

describe('supersede', () => {
  it('issues a corrected badge once and revokes the former', async () => {
    const old = await credentials.issue(order({ awardId: 'misspelt' }));
    const correction = order();
    const recipient = { ...correction.recipient, verifiedName: 'Ada Żółta' };
    const first = await credentials.supersede(old.id, { ...correction, recipient }, { actor: 'x' });
    const again = await credentials.supersede(old.id, { ...correction, recipient }, { actor: 'x' });
    expect(again.id).toBe(first.id);
    expect(await credentials.findByAward('misspelt')).toMatchObject({ id: first.id });
    expect(await credentials.get(old.id)).toMatchObject({
      state: 'revoked',
      supersededBy: first.id,
    });
  });
});

describe('keys', () => {
  it('rotate, and badges signed with the former key go on verifying', async () => {
    const before = await credentials.issue(order({ awardId: 'before-rotation' }));
    await credentials.keys.rotate({ id: 'default', profileId: 'did:web:badges.example.edu' });
    const after = await credentials.issue(order({ awardId: 'after-rotation' }));
    const methodOf = (json: string) => JSON.parse(json).proof[0].verificationMethod;
    expect(methodOf(after.json)).not.toBe(methodOf(before.json));
    expect((await verifyElsewhere(before.json)).verified).toBe(true);
    expect((await verifyElsewhere(after.json)).verified).toBe(true);
  });
});

describe('a compromised key', () => {
  it('signs nothing more; what it signed from that date on fails, what was before stands', async () => {
    const methodOf = (json: string) => JSON.parse(json).proof[0].verificationMethod as string;
    const before = await credentials.issue(order({ awardId: 'before-theft' }));
    clock.advance(60_000);
    const stolenAt = clock.now();
    const after = await credentials.issue(order({ awardId: 'after-theft' }));
    await credentials.keys.markCompromised(methodOf(after.json), stolenAt);
    const next = await credentials.issue(order({ awardId: 'new-key' }));
    expect(methodOf(next.json)).not.toBe(methodOf(after.json));
    const verdicts = await Promise.all(
      [before, after, next].map(async ({ json }) => (await credentials.verify(json)).verdict),
    );
    expect(verdicts).toEqual(['valid', 'invalid', 'valid']);
  });
});

describe('GET /credentials/:id', () => {
  const app = () =>
    express()
      .use(credentials.routes)
      .use(((error: LaurelError, _req, res, _next) => {
        res.status(error.status).json({ code: error.code, message: error.message });
      }) as express.ErrorRequestHandler);

  it('answers the same for a private badge and for none, and the badge once it is shared', async () => {
    const { id } = await credentials.issue(order({ awardId: 'private' }));
    const path = `/credentials/${id}`;
    const asProgram = (to: string) => request(app()).get(to).set('Accept', 'application/json');
    const none = await asProgram(`/credentials/${'A'.repeat(22)}`);
    const hidden = await asProgram(path);
    expect([hidden.status, hidden.text]).toEqual([none.status, none.text]);
    expect(none.status).toBe(404);
    expect((await asProgram(path).set('X-Person', 'person-1')).status).toBe(200);
    await credentials.share(id, 'person-1', 'link');
    const shared = await asProgram(path);
    expect(shared.status).toBe(200);
    expect(shared.text).toBe((await credentials.get(id)).json);
    expect(shared.headers['x-robots-tag']).toContain('noindex');
  });

  it('is shared by its own person alone', async () => {
    const { id } = await credentials.issue(order({ awardId: 'mine' }));
    await expect(credentials.share(id, 'person-2', 'public')).rejects.toMatchObject({
      code: 'credential_not_found',
    });
  });
});
