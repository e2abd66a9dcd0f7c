import { describe, expect, it } from 'vitest';
import { enter, issueFor } from '../testing/issue-for.js';
import {
  badgeOf,
  clock,
  credentials,
  keyOf,
  makeCredentials,
  orderOf,
  PUBLIC_URL,
  useCredentials,
} from '../testing/use-credentials.js';
import {
  fetchServed,
  standing,
  verifyAtAnother,
  verifyByLibrary,
} from '../testing/verify-elsewhere.js';
import { IDENTITY_FORMS } from './issuer.js';

useCredentials();

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

describe('the keys of the operator’s issuer', () => {
  it('rotate, and badges signed with the former key go on verifying', async () => {
    const before = await credentials.issue(orderOf('before-rotation'));
    await credentials.keys.rotate({ id: 'default', profileId: 'did:web:badges.example.edu' });
    const after = await credentials.issue(orderOf('after-rotation'));
    expect(keyOf(after)).not.toBe(keyOf(before));
    expect((await verifyByLibrary(before.json)).verified).toBe(true);
    expect((await verifyByLibrary(after.json)).verified).toBe(true);
  });
});

describe('a compromised key', () => {
  it('signs nothing more; what it signed from that date on fails, what was before stands', async () => {
    const before = await credentials.issue(orderOf('before-theft'));
    clock.advance(60_000);
    const stolenAt = clock.now();
    const after = await credentials.issue(orderOf('after-theft'));
    await credentials.keys.markCompromised(keyOf(after), stolenAt);
    const next = await credentials.issue(orderOf('new-key'));
    expect(keyOf(next)).not.toBe(keyOf(after));
    const verdicts = await Promise.all(
      [before, after, next].map(async ({ json }) => (await credentials.verify(json)).verdict),
    );
    expect(verdicts).toEqual(['valid', 'invalid', 'valid']);
  });
});

describe('the keys of a platform’s issuer', () => {
  it('rotate: what was signed before goes on verifying, with the status list signed anew', async () => {
    await enter('college-7', 'https');
    const before = await issueFor('college-7');
    await credentials.keys.rotate(await credentials.issuers.get({ platformId: 'college-7' }));
    clock.advance(120_000);
    const after = await issueFor('college-7');
    expect(keyOf(after)).not.toBe(keyOf(before));
    for (const { json } of [before, after]) expect(await verifyByLibrary(json)).toEqual(standing);
  });

  it('fall into wrong hands: what one signed from then on fails with the reason, elsewhere too', async () => {
    await enter('college-8', 'did:web');
    const before = await issueFor('college-8');
    clock.advance(60_000);
    const from = clock.now();
    const after = await issueFor('college-8');
    await credentials.keys.markCompromised(keyOf(after), from);
    const next = await issueFor('college-8');
    const told = await Promise.all([before, after, next].map(({ json }) => verifyAtAnother(json)));
    expect(told.map(({ verdict }) => verdict)).toEqual(['valid', 'invalid', 'valid']);
    expect(told[1]!.checks.find(({ name }) => name === 'issuer-identity')).toMatchObject({
      outcome: 'fail',
      code: 'key_compromised',
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
      const badge = await issueFor(platformId);
      const jwt = await fetchServed(`${PUBLIC_URL}/credentials/${badge.id}.jwt`);
      const head = Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString();
      const { kid, jwk } = JSON.parse(head) as { kid: string; jwk: object };
      expect(await fetchKeys()).toContainEqual({ ...jwk, kid, iss: badgeOf(badge).issuer.id });
    }
  });

  it('has no private half, and no key that is compromised', async () => {
    const badge = await issueFor();
    const id = keyOf(badge);
    expect((await fetchKeys()).map(({ kid }) => kid)).toContain(id);
    expect((await fetchKeys()).some(({ d }) => d !== undefined)).toBe(false);
    await credentials.keys.markCompromised(id, clock.now());
    expect((await fetchKeys()).map(({ kid }) => kid)).not.toContain(id);
  });
});
