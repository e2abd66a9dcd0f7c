/** Badges whose issuer is the attacker: the names, keys and places in them are made to hang, crash or fill the verifier. */
import { describe, expect, it } from 'vitest';
import { readPlace } from './bitstring.js';
import { controllerUrl } from './controller.js';
import { encodeBase64url } from './multibase.js';
import { isSameKey } from './public-key.js';
import { verify } from './verify.js';

const NOW = new Date('2026-05-01T00:00:00Z');
const environment = {
  now: () => NOW,
  fetchJson: (url: string) => Promise.reject(new Error(`nothing at ${url}`)),
};
const encode = (value: unknown): string =>
  encodeBase64url(new TextEncoder().encode(JSON.stringify(value)));

describe('a place in a status list', () => {
  const bits = new Uint8Array(262_144);
  bits[0] = 0xff;

  it.each([
    ['just beyond the end', 131_072, 16],
    ['where shifts of 32 bits begin anew', 2 ** 32, 1],
    ['where adding one gives the same number', 2 ** 49, 16],
    ['at the greatest index that is read', 999_999_999_999_999, 16],
  ])('%s is none', (_, index, size) => {
    expect(readPlace(bits, index, size)).toBeNull();
  });

  it('is read up to the last', () => {
    expect(readPlace(bits, 0, 16)).toBe(0xff00);
    expect(readPlace(bits, 131_071, 16)).toBe(0);
    expect(readPlace(bits, 7, 1)).toBe(1);
    expect(readPlace(bits, 8, 1)).toBe(0);
  });
});

describe('a key of a kind that is named like a member of every object', () => {
  it.each(['constructor', '__proto__', 'toString'])('%s is no key', async (kty) => {
    const jwk = { kty, x: 'AAAA' };
    expect(isSameKey(jwk, { ...jwk })).toBe(false);
    const badge = {
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      issuer: `did:jwk:${encode(jwk)}`,
    };
    const token = [encode({ alg: 'ES256', jwk }), encode(badge), 'AAAA'].join('.');
    expect(await verify(token, environment)).toMatchObject({ verdict: 'invalid' });
  });
});

describe('a did:web whose path has dots that an address leaves out', () => {
  it.each(['..:mallory', 'a:..:mallory', '%2e%2E:mallory', '.:mallory', 'a:.%2e:mallory'])(
    '%s is nowhere: its name would say another place than the one that is asked',
    (path) => {
      expect(controllerUrl(`did:web:sites.example:${path}`)).toBeNull();
    },
  );

  it('may have other dots', () => {
    const url = 'https://sites.example/v1.2/...x/did.json';
    expect(controllerUrl('did:web:sites.example:v1.2:...x')).toBe(url);
  });
});
