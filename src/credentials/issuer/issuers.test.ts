import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudit } from '../../audit/index.js';
import {
  createLogger,
  createSealer,
  createTestClock,
  type Outbound,
  omitUndefined,
} from '../../base/index.js';
import { startTestStore, type TestStore } from '../../store/index.js';
import { createWorkers } from '../../workers/index.js';
import { checkCredential } from '../credential/check-credential.js';
import { nameKey } from '../verify/index.js';
import { createCredentials } from '../create-credentials.js';
import type { Credentials } from '../credentials.js';
import { IDENTITY_FORMS, type IdentityForm } from './issuer.js';
import type { OpenBadgeCredential } from '../credential/open-badge.js';
import { knownContexts } from '../verify/contexts.js';
import { controllerUrl } from '../verify/controller.js';

const workers = createWorkers({ log: createLogger('silent') });

const PUBLIC_URL = 'https://badges.example.edu';
const clock = createTestClock();
const operator = { issuerName: 'Example University', issuerUrl: 'https://example.edu' };
const college = {
  name: 'College of Ż',
  url: 'https://college.example/',
  email: 'badges@college.example',
  description: 'A college.',
};

let store: TestStore;
let credentials: Credentials;

function makeCredentials(connection = store.connection, publicUrl = PUBLIC_URL, outbound = noWay) {
  return createCredentials({
    connection,
    clock,
    outbound,
    settings: { publicUrl, ...operator },
    log: { error: (...args: unknown[]) => expect.fail(JSON.stringify(args)) },
    workers,
    events: { tell: () => undefined },
    sealer: createSealer([new Uint8Array(32).fill(7)]),
    audit: createAudit({ connection, clock }),
    page: (res, view, model) => void res.type('html').send(JSON.stringify({ view, model })),
  });
}

const noWay: Pick<Outbound, 'fetch'> = { fetch: () => Promise.reject(new Error('no way out')) };

let awards = 0;
const issue = (platformId?: string) => {
  const id = `${PUBLIC_URL}/achievements/net/1`;
  return credentials.issue(
    omitUndefined({
      awardId: `award-${(awards += 1)}`,
      personId: 'ada',
      validFrom: clock.now(),
      platformId,
      achievement: {
        id,
        version: '1',
        name: 'Networks',
        description: 'The earner can design networks.',
        criteria: { narrative: 'Pass.' },
        achievementType: 'MicroCredential',
      },
      recipient: { identity: { type: 'ltiUserId', value: 'ada' } },
      visibility: 'public',
    }),
  );
};

const badgeOf = ({ json }: { json: string }) =>
  JSON.parse(json) as OpenBadgeCredential & { proof: [{ verificationMethod: string }] };

const enter = async (id: string, identity: IdentityForm, over: object = {}) => {
  const { revision } = await credentials.issuers.draft(id);
  await credentials.issuers.save(
    id,
    { ...college, identity, ...over },
    omitUndefined({
      actor: 'operator',
      revision,
      isByOperator: true,
      of: id === 'default' ? undefined : { platformId: id },
    }),
  );
};

/** Fetches what this installation serves over the network; nothing else is available. */
async function fetchServed(url: string): Promise<string> {
  if (!url.startsWith(`${PUBLIC_URL}/`)) throw new Error(`not to be had: ${url}`);
  const path = url.slice(PUBLIC_URL.length);
  const { status, text } = await request(express().use(credentials.routes)).get(path).buffer(true);
  if (status !== 200) throw new Error(`${url} answers ${status}`);
  return text;
}

/** Verifies at another installation with its own store, which reads the issuer's documents over the network. */
async function verifyAtAnother(json: string) {
  const theirStore = await startTestStore();
  const asked: string[] = [];
  const fetch: Outbound['fetch'] = async (url) => {
    asked.push(String(url));
    const text = await fetchServed(String(url));
    return {
      status: 200,
      url: String(url),
      headers: new Headers(),
      bytes: Buffer.from(text),
      text: () => text,
      json: () => JSON.parse(text) as unknown,
    };
  };
  try {
    const elsewhere = makeCredentials(theirStore.connection, 'https://other.example', { fetch });
    return { ...(await elsewhere.verify(json)), asked };
  } finally {
    await theirStore.close();
  }
}

/** Verifies with @digitalbazaar/vc, from what is served. */
async function verifyByLibrary(json: string) {
  const documentLoader = async (url: string) => {
    const answer = (document: unknown) => ({ contextUrl: null, documentUrl: url, document });
    if (knownContexts.has(url)) return answer(knownContexts.get(url));
    const document = JSON.parse(await fetchServed(controllerUrl(url.split('#')[0]!)!)) as {
      verificationMethod: { id: string }[];
    };
    if (!url.includes('#')) return answer(document);
    const method = document.verificationMethod.find(({ id }) => id === url);
    return answer({ '@context': 'https://w3id.org/security/multikey/v1', ...method });
  };
  const suite = new DataIntegrityProof({ cryptosuite });
  const { verified, statusResult, error } = await vc.verifyCredential({
    credential: JSON.parse(json) as object,
    suite,
    documentLoader,
    checkStatus,
    now: clock.now(),
  });
  const isTakenBack = statusResult?.results?.some(({ status }) => status);
  return { verified, isTakenBack, error: error?.errors ?? error };
}

const methodOf = (credential: { json: string }) => badgeOf(credential).proof[0].verificationMethod;
const standing = { verified: true, isTakenBack: false, error: undefined };

beforeAll(async () => {
  store = await startTestStore();
  credentials = makeCredentials();
  await store.buildIndexes();
});
afterAll(() => store.close());

describe.each([
  ['the operator', 'default', 'did:web:badges.example.edu', 'did:web'],
  ['the operator', 'default', `${PUBLIC_URL}/issuers/default`, 'https'],
  ['a platform', 'college-1', 'did:web:badges.example.edu:issuers:college-1', 'did:web'],
  ['a platform', 'college-2', `${PUBLIC_URL}/issuers/college-2`, 'https'],
] as const)('the issuer of %s (%s) as %s', (_whose, id, profileId, form) => {
  it('signs badges that are well-formed and that others verify, status list included', async () => {
    await enter(id, form);
    const credential = await issue(id === 'default' ? undefined : id);
    const { proof, ...unsigned } = badgeOf(credential);
    expect(unsigned.issuer).toEqual({ id: profileId, type: ['Profile'], ...college });
    expect(proof[0].verificationMethod).toMatch(new RegExp(`^${profileId}#z6Mk\\w{44}$`));
    expect(() => checkCredential(unsigned)).not.toThrow();
    expect(await verifyByLibrary(credential.json)).toEqual(standing);
    const { verdict, asked } = await verifyAtAnother(credential.json);
    const { statusListCredential } = badgeOf(credential).credentialStatus;
    expect([verdict, asked.sort()]).toEqual([
      'valid',
      [controllerUrl(profileId), statusListCredential, `${statusListCredential}/refresh`].sort(),
    ]);
  });

  it('has a status list of its own that takes its badges back', async () => {
    const credential = await issue(id === 'default' ? undefined : id);
    await credentials.revoke(credential.id, { actor: 'operator' });
    expect(await verifyByLibrary(credential.json)).toMatchObject({ isTakenBack: true });
    const { verdict, state } = await verifyAtAnother(credential.json);
    expect([verdict, state]).toEqual(['invalid', 'revoked']);
  });

  it('is recognised here, without the network', async () => {
    const { verdict, checks } = await credentials.verify((await issue(id)).json);
    expect(verdict).toBe('valid');
    expect(checks.find(({ name }) => name === 'issuer-recognised')?.outcome).toBe('pass');
  });
});

describe('a platform without an issuer of its own', () => {
  it('has the operator’s issue its badges', async () => {
    await enter('default', 'did:web');
    expect(badgeOf(await issue('nobody')).issuer.id).toBe('did:web:badges.example.edu');
  });

  it('has no documents of an issuer', async () => {
    await expect(fetchServed(`${PUBLIC_URL}/issuers/nobody/did.json`)).rejects.toThrow('404');
    await expect(fetchServed(`${PUBLIC_URL}/issuers/nobody`)).rejects.toThrow('404');
  });

  it('may give its own up; badges it issued go on verifying', async () => {
    await enter('college-3', 'did:web');
    const before = await issue('college-3');
    const { revision } = await credentials.issuers.draft('college-3');
    await credentials.issuers.giveUp('college-3', { actor: 'person:x', revision });
    expect(badgeOf(await issue('college-3')).issuer.id).toBe('did:web:badges.example.edu');
    expect(await verifyByLibrary(before.json)).toEqual(standing);
  });

  it('may take that back for a quarter of an hour, once, and not on a page from before', async () => {
    const { issuers } = credentials;
    await enter('college-31', 'did:web');
    const { revision } = await issuers.draft('college-31');
    const change = (at: number) => ({ actor: 'person:x', revision: at });
    await issuers.giveUp('college-31', change(revision));
    await expect(issuers.undoGiveUp('college-31', change(revision))).rejects.toMatchObject({
      code: 'issuer_changed',
    });
    await issuers.undoGiveUp('college-31', change(revision + 1));
    await issuers.undoGiveUp('college-31', change(revision + 1));
    expect(await issuers.draft('college-31')).toMatchObject({
      isInUse: true,
      revision: revision + 2,
    });
  });
});

describe('the key set of an installation (RFC 7517; Implementation Guide, Key provenance)', () => {
  const fetchKeys = async () => {
    const { keys } = JSON.parse(await fetchServed(`${PUBLIC_URL}/.well-known/jwks.json`)) as {
      keys: Record<string, string>[];
    };
    return keys;
  };

  it('has the key of every token by its kid, with the issuer it signs for', async () => {
    await enter('college-6', 'https');
    for (const platformId of [undefined, 'college-6']) {
      const badge = await issue(platformId);
      const jwt = await fetchServed(`${PUBLIC_URL}/credentials/${badge.id}.jwt`);
      const head = Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString();
      const { kid, jwk } = JSON.parse(head) as { kid: string; jwk: object };
      expect(await fetchKeys()).toContainEqual({ ...jwk, kid, iss: badgeOf(badge).issuer.id });
    }
  });

  it('has no private half, and no key that is compromised', async () => {
    const badge = await issue();
    const id = badgeOf(badge).proof[0].verificationMethod;
    expect((await fetchKeys()).map(({ kid }) => kid)).toContain(id);
    expect((await fetchKeys()).some(({ d }) => d !== undefined)).toBe(false);
    await credentials.keys.markCompromised(id, clock.now());
    expect((await fetchKeys()).map(({ kid }) => kid)).not.toContain(id);
  });
});

describe('an issuer that changes its identity', () => {
  it('stays behind the badges that name the former one, in every format', async () => {
    await enter('college-4', 'did:web');
    const before = await issue('college-4');
    await enter('college-4', 'https', { name: 'College of Other' });
    const after = await issue('college-4');
    expect(badgeOf(after).issuer).toMatchObject({
      id: `${PUBLIC_URL}/issuers/college-4`,
      name: 'College of Other',
    });
    expect(after.statusListId).not.toBe(before.statusListId);
    for (const credential of [before, after]) {
      expect(await verifyByLibrary(credential.json)).toEqual(standing);
      const jwt = await fetchServed(`${PUBLIC_URL}/credentials/${credential.id}.jwt`);
      expect((await credentials.verify(jwt)).verdict).toBe('valid');
    }
    await credentials.revoke(before.id, { actor: 'operator' });
    expect(await verifyByLibrary(before.json)).toMatchObject({ isTakenBack: true });
  });
});

describe('saving a profile', () => {
  it('keeps what was before and what is after in the audit log, for the platform', async () => {
    await enter('college-5', 'did:web');
    await enter('college-5', 'did:web', { name: 'New name' });
    const [entry] = await createAudit({ connection: store.connection, clock }).list({
      platformId: 'college-5',
      action: 'issuer.changed',
    });
    expect(entry).toMatchObject({
      actor: 'operator',
      subject: 'issuer:college-5',
      details: { 'name before': 'College of Ż', 'name after': 'New name' },
    });
  });

  it('is refused when somebody else was first', async () => {
    await enter('college-6', 'did:web');
    const late = { actor: 'operator', revision: 0, isByOperator: true };
    const profile = { ...college, identity: 'did:web' } as const;
    await expect(credentials.issuers.save('college-6', profile, late)).rejects.toMatchObject({
      code: 'issuer_changed',
    });
  });
});

describe('the name of an issuer', () => {
  const save = (id: string, name: string, isByOperator = false) =>
    credentials.issuers.save(
      id,
      { ...college, identity: 'did:web', name },
      { actor: `administrator of ${id}`, revision: 0, isByOperator },
    );

  it('is one issuer’s, however it is spelled, save where the operator lets another have it', async () => {
    await save('name-1', 'Northern Academy');
    for (const name of ['Northern Academy', 'NORTHERN  ACADEMY', 'Nоrthern Acаdemy'])
      await expect(save('name-2', name)).rejects.toMatchObject({ code: 'issuer_name_taken' });
    await save('name-2', 'Northern Academy', true);
    await save('name-3', 'Southern Academy');
    expect(await credentials.issuers.findByName('southern academy')).toContain('name-3');
    expect(await credentials.issuers.findByName('Western Academy')).toBeNull();
  });

  it('goes to one of two who save it at the same time', async () => {
    const both = await Promise.allSettled([save('name-4', 'At Once'), save('name-5', 'At Once')]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('names that an earlier version kept', () => {
  const issuers = () => store.connection.collection<{ _id: string; nameKey?: string }>('issuers');
  const old = (id: string, name: string, changedAt: string) => ({
    _id: id,
    identity: 'did:web',
    name,
    url: college.url,
    isInUse: true,
    revision: 1,
    changedAt: new Date(changedAt),
  });
  const idOf = (id: string) => `did:web:badges.example.edu:issuers:${id}`;
  const keysOf = async (...ids: string[]) =>
    Promise.all(ids.map(async (id) => (await issuers().findOne({ _id: id }))?.nameKey));

  it('get their keys once: who had a name first keeps it, another is not known by it', async () => {
    await issuers().insertMany([
      old('old-2', 'Ｅｌｄｅｒ  аcademy', '2025-02-01'),
      old('old-1', 'Elder Academy', '2025-01-01'),
      { ...old('old-3', 'Third Academy', '2025-01-01'), nameKey: 'of an earlier version' },
    ]);
    for (const time of ['first', 'again']) {
      expect(await credentials.issuers.compareNames(), time).toContain('old-2');
      const [first, second, third] = await keysOf('old-1', 'old-2', 'old-3');
      expect(first).toBe(nameKey('Elder Academy'));
      expect(second).toBeUndefined();
      expect(third).toBe(nameKey('Third Academy'));
    }
    expect(await credentials.issuers.nameOf(idOf('old-1'))).toBe('Elder Academy');
    expect(await credentials.issuers.nameOf(idOf('old-2'))).toBeNull();
    expect(await credentials.issuers.findByName('Elder Academy')).toBe(idOf('old-1'));
    const known = await credentials.issuers.known();
    expect(known.find(({ id }) => id === idOf('old-2'))?.name).toBeUndefined();
  });

  it('the operator lets one have all the same', async () => {
    const { revision } = await credentials.issuers.draft('old-2');
    const profile = { ...college, identity: 'did:web', name: 'Elder Academy' } as const;
    const change = { actor: 'operator', revision, isByOperator: true };
    await credentials.issuers.save('old-2', profile, change);
    expect(await credentials.issuers.nameOf(idOf('old-2'))).toBe('Elder Academy');
    expect(await credentials.issuers.compareNames()).not.toContain('old-2');
  });

  it('one of the settings comes before a tenant’s', async () => {
    const fresh = await startTestStore();
    const theirs = fresh.connection.collection<{ _id: string }>('issuers');
    await theirs.insertOne(old('old-4', operator.issuerName.toUpperCase(), '2020-01-01'));
    const { issuers: others } = makeCredentials(fresh.connection);
    expect(await others.compareNames()).toEqual(['old-4']);
    expect(await others.nameOf(idOf('old-4'))).toBeNull();
    await fresh.close();
  });
});

describe('the issuer of one deployment among several', () => {
  const save = async (of: { platformId: string; deploymentId?: string }, name: string) => {
    const id = await credentials.issuers.idFor(of);
    const { revision } = await credentials.issuers.draft(id);
    const profile = { ...college, identity: 'did:web', name } as const;
    await credentials.issuers.save(id, profile, { actor: 'operator', revision, of });
    return id;
  };
  const nameFor = async (deploymentId: string) =>
    (await credentials.issuers.get({ platformId: 'many', deploymentId })).name;

  it('is its own, the platform’s where it has none, and the installation’s where nobody has', async () => {
    expect(await nameFor('one')).toBe((await credentials.issuers.draft('default')).name);
    await save({ platformId: 'many' }, 'Of the whole platform');
    expect(await nameFor('one')).toBe('Of the whole platform');
    const id = await save({ platformId: 'many', deploymentId: 'one' }, 'Of school one');
    expect(id).not.toBe('many');
    expect(await nameFor('one')).toBe('Of school one');
    expect(await nameFor('two')).toBe('Of the whole platform');
    const { revision } = await credentials.issuers.draft(id);
    await credentials.issuers.giveUp(id, { actor: 'operator', revision });
    expect(await nameFor('one')).toBe('Of the whole platform');
  });

  it('is nobody else’s where it stands under the platform’s id', async () => {
    const of = { platformId: 'once-alone', deploymentId: 'first' };
    const profile = { ...college, identity: 'did:web', name: 'Once alone' } as const;
    await credentials.issuers.save('once-alone', profile, { actor: 'a', revision: 0, of });
    expect(await credentials.issuers.idFor(of)).toBe('once-alone');
    expect((await credentials.issuers.get(of)).name).toBe('Once alone');
    const other = { ...of, deploymentId: 'second' };
    expect((await credentials.issuers.get(other)).id).toBe('default');
    expect(await credentials.issuers.idFor(other)).not.toBe('once-alone');
  });
});

describe('the first key of an issuer', () => {
  it('is one, when two workers need it at the same instant', async () => {
    const other = makeCredentials();
    for (let round = 0; round < 12; round += 1) {
      const id = `race-${round}`;
      for (const form of IDENTITY_FORMS) {
        const identity = { id, profileId: `${form}:${id}` };
        const workers = [credentials, other, credentials, other];
        const used = await Promise.all(workers.map(({ keys }) => keys.signingKey(identity)));
        const made = await credentials.keys.listByController(identity.profileId);
        expect(made).toMatchObject([{ id: used[0]!.id, state: 'active' }]);
        expect(new Set(used.map((key) => key.id)).size).toBe(1);
      }
    }
  });

  it('is replaced once when two workers rotate it at the same instant', async () => {
    const other = makeCredentials();
    const identity = { id: 'race', profileId: 'did:web:race' };
    const { id } = await credentials.keys.signingKey(identity);
    await Promise.all([credentials, other].map(({ keys }) => keys.rotate(identity, 'Ed25519', id)));
    await credentials.keys.rotate(identity, 'Ed25519', id);
    const states = (await credentials.keys.listByController(identity.profileId)).map(
      ({ state }) => state,
    );
    expect(states).toEqual(['retired', 'active']);
  });
});

describe('the keys of a platform’s issuer', () => {
  it('rotate: what was signed before goes on verifying, with the status list signed anew', async () => {
    await enter('college-7', 'https');
    const before = await issue('college-7');
    await credentials.keys.rotate(await credentials.issuers.get({ platformId: 'college-7' }));
    clock.advance(120_000);
    const after = await issue('college-7');
    expect(methodOf(after)).not.toBe(methodOf(before));
    for (const { json } of [before, after]) expect(await verifyByLibrary(json)).toEqual(standing);
  });

  it('fall into wrong hands: what one signed from then on fails with the reason, elsewhere too', async () => {
    await enter('college-8', 'did:web');
    const before = await issue('college-8');
    clock.advance(60_000);
    const from = clock.now();
    const after = await issue('college-8');
    await credentials.keys.markCompromised(methodOf(after), from);
    const next = await issue('college-8');
    const told = await Promise.all([before, after, next].map(({ json }) => verifyAtAnother(json)));
    expect(told.map(({ verdict }) => verdict)).toEqual(['valid', 'invalid', 'valid']);
    expect(told[1]!.checks.find(({ name }) => name === 'issuer-identity')).toMatchObject({
      outcome: 'fail',
      code: 'key_compromised',
    });
  });
});

describe('GET /issuers/:id', () => {
  it('is the Profile with its keys for programs, a page for people', async () => {
    await enter('college-9', 'https');
    await issue('college-9');
    const app = express().use(credentials.routes);
    const asProgram = await request(app).get('/issuers/college-9').expect(200);
    expect(JSON.parse(asProgram.text)).toMatchObject({
      id: `${PUBLIC_URL}/issuers/college-9`,
      type: ['Profile'],
      ...college,
      assertionMethod: [expect.stringContaining('#z6Mk')],
    });
    expect(asProgram.headers['access-control-allow-origin']).toBe('*');
    const asPerson = await request(app).get('/issuers/college-9').set('Accept', 'text/html');
    expect(asPerson.text).toContain('credentials/issuer');
  });
});
