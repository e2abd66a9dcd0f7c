import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { createAudit } from '../../audit/index.js';
import { checkCredential } from '../credential/check-credential.js';
import { college, enter, issueFor } from '../testing/issue-for.js';
import {
  badgeOf,
  clock,
  credentials,
  PUBLIC_URL,
  store,
  useCredentials,
} from '../testing/use-credentials.js';
import {
  fetchServed,
  standing,
  verifyAtAnother,
  verifyByLibrary,
} from '../testing/verify-elsewhere.js';
import { controllerUrl } from '../verify/controller.js';

useCredentials();

describe.each([
  ['the operator', 'default', 'did:web:badges.example.edu', 'did:web'],
  ['the operator', 'default', `${PUBLIC_URL}/issuers/default`, 'https'],
  ['a platform', 'college-1', 'did:web:badges.example.edu:issuers:college-1', 'did:web'],
  ['a platform', 'college-2', `${PUBLIC_URL}/issuers/college-2`, 'https'],
] as const)('the issuer of %s (%s) as %s', (_whose, id, profileId, form) => {
  it('signs badges that are well-formed and that others verify, status list included', async () => {
    await enter(id, form);
    const credential = await issueFor(id === 'default' ? undefined : id);
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
    const credential = await issueFor(id === 'default' ? undefined : id);
    await credentials.revoke(credential.id, { actor: 'operator' });
    expect(await verifyByLibrary(credential.json)).toMatchObject({ isTakenBack: true });
    const { verdict, state } = await verifyAtAnother(credential.json);
    expect([verdict, state]).toEqual(['invalid', 'revoked']);
  });

  it('is recognised here, without the network', async () => {
    const { verdict, checks } = await credentials.verify((await issueFor(id)).json);
    expect(verdict).toBe('valid');
    expect(checks.find(({ name }) => name === 'issuer-recognised')?.outcome).toBe('pass');
  });
});

describe('a platform without an issuer of its own', () => {
  it('has the operator’s issue its badges', async () => {
    await enter('default', 'did:web');
    expect(badgeOf(await issueFor('nobody')).issuer.id).toBe('did:web:badges.example.edu');
  });

  it('has no documents of an issuer', async () => {
    await expect(fetchServed(`${PUBLIC_URL}/issuers/nobody/did.json`)).rejects.toThrow('404');
    await expect(fetchServed(`${PUBLIC_URL}/issuers/nobody`)).rejects.toThrow('404');
  });

  it('may give its own up; badges it issued go on verifying', async () => {
    await enter('college-3', 'did:web');
    const before = await issueFor('college-3');
    const { revision } = await credentials.issuers.draft('college-3');
    await credentials.issuers.giveUp('college-3', { actor: 'person:x', revision });
    expect(badgeOf(await issueFor('college-3')).issuer.id).toBe('did:web:badges.example.edu');
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

describe('an issuer that changes its identity', () => {
  it('stays behind the badges that name the former one, in every format', async () => {
    await enter('college-4', 'did:web');
    const before = await issueFor('college-4');
    await enter('college-4', 'https', { name: 'College of Other' });
    const after = await issueFor('college-4');
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

describe('GET /issuers/:id', () => {
  it('is the Profile with its keys for programs, a page for people', async () => {
    await enter('college-9', 'https');
    await issueFor('college-9');
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
