import { describe, expect, it } from 'vitest';
import { readLocales } from '../../web/index.js';
import type { IssuedBy, Verification } from '../verify/index.js';
import { fail, pass, unknown } from '../verify/verification.js';
import { placeOf } from '../verify/index.js';
import { buildResultView } from './result-view.js';

const say = readLocales().choose(['en']).t;
const at = '2026-05-04T09:00:00Z';

const verification = (issuedBy: Partial<IssuedBy>): Verification => ({
  verdict: 'valid',
  kind: 'open-badge-3',
  format: 'json',
  checks: [{ name: 'proof', ...pass('signed', 'It is signed.'), at }],
  credential: { issuer: { id: 'did:key:z6Mk', name: 'Example University' } },
  issuedBy: {
    id: 'did:key:z6Mk',
    domain: null,
    name: 'Example University',
    knownAs: null,
    namesake: null,
    ...issuedBy,
  },
});
const view = (issuedBy: Partial<IssuedBy>) => buildResultView(verification(issuedBy), say, 'en');

describe('the headline of a result', () => {
  it('never says that a name issued it, where nothing but a key stands behind it', () => {
    const { text, facts } = view({});
    expect(text).toContain('An issuer that calls itself “Example University” issued it');
    expect(facts.find(({ label }) => label === 'Issuer')?.value).toContain('did:key:z6Mk');
  });

  it('names the domain that was proved', () => {
    expect(view({ domain: 'badges.example.edu' }).text).toMatch(/^badges\.example\.edu issued it/);
  });

  it('names an issuer that is known here, with its domain', () => {
    const known = { domain: 'badges.example.edu', knownAs: 'Example University' };
    expect(view(known).text).toMatch(/^Example University \(badges\.example\.edu\) issued it/);
  });

  it('warns of a name that belongs to another issuer', () => {
    const found = view({ namesake: 'did:web:example.edu' });
    expect(found.kind).toBe('warn');
    expect(found.title).toContain('another issuer of that name');
    expect(found.text).toContain('did:web:example.edu');
  });

  it('names somebody where no name is given', () => {
    expect(view({ name: null }).text).toMatch(/^Somebody issued it/);
  });
});

describe('the headline of a badge that is right in itself', () => {
  const of = (more: Partial<Verification>) =>
    buildResultView({ ...verification({ domain: 'badges.example.edu' }), ...more }, say, 'en');
  const proof = { name: 'proof', ...pass('signed', 'It is signed.'), at } as const;

  it('says that it was issued to somebody else, not that it is not valid', () => {
    const recipient = { name: 'recipient', ...fail('other_recipient', 'No.'), at } as const;
    const found = of({ verdict: 'invalid', checks: [proof, recipient] });
    expect([found.kind, found.title]).toEqual(['warn', 'Genuine, but issued to someone else']);
  });

  it('says that the signature is right where the list of revoked badges cannot be had', () => {
    const status = { name: 'status', ...unknown('status_unreachable', 'No.'), at } as const;
    const found = of({ verdict: 'unknown', checks: [proof, status] });
    expect([found.kind, found.title]).toEqual(['warn', 'Signature right']);
  });

  it('says since when there is a newer version, and leads to it where it may be seen', () => {
    const newer = { kind: 'updated', at: '2026-05-04T09:00:00Z', url: 'https://x.test/1' } as const;
    const found = of({ newer });
    expect(found).toMatchObject({ kind: 'info', link: { href: 'https://x.test/1' } });
    expect(found.text).toContain('On May 4, 2026 its holder chose');
    expect(of({ newer: { kind: 'updated' } })).toMatchObject({ kind: 'info', link: undefined });
  });
});

describe('the place of an identifier', () => {
  it.each([
    ['did:web:badges.example.edu', 'badges.example.edu'],
    ['did:web:localhost%3A8080', 'localhost:8080'],
    ['did:web:sites.example:users:mallory#key', 'sites.example/users/mallory'],
    ['https://sites.example/users/mallory/', 'sites.example/users/mallory'],
    ['https://example.edu@evil.example/', 'evil.example'],
    ['https://еxample.edu/', 'xn--xample-2of.edu'],
    [`https://sites.example/${'a/'.repeat(99)}mallory`, `sites.example/${'a/'.repeat(67)}a…`],
  ])('%s is %s: who shares a domain with others is not the domain', (id, place) => {
    expect(placeOf(id)).toBe(place);
  });

  it.each(['did:key:z6Mk', 'did:web:bad host', 'urn:uuid:1', 'javascript://example.edu/'])(
    'is none for %s',
    (id) => {
      expect(placeOf(id)).toBeNull();
    },
  );
});

describe('what a result says of the badge itself', () => {
  const credential = {
    credentialSubject: {
      achievement: { name: 'Statistik', inLanguage: 'de', criteria: { narrative: '**70 %**' } },
    },
  };
  const found = buildResultView({ ...verification({}), credential }, say, 'en');

  it('has its name in the heading, and one time for all checks', () => {
    expect(found.heading).toBe('Valid: Statistik');
    expect(found.at).toBe(at);
  });

  it('keeps its criteria as Markdown, and tells its language', () => {
    expect([found.criteria, found.language]).toEqual(['**70 %**', 'de']);
    expect(found.facts.find(({ label }) => label === 'Badge')?.lang).toBe('de');
  });

  it('has no name to say where there is no badge', () => {
    const none = { ...verification({}), kind: 'unreadable', credential: undefined } as const;
    expect(buildResultView(none, say, 'en').heading).toBe('Not readable');
  });
});
