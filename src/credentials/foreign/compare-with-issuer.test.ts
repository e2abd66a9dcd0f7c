import { describe, expect, it } from 'vitest';
import type { Comparison } from '../verify/compared.js';
import { fail, pass } from '../verify/verification.js';
import type { Verification } from '../verify/index.js';
import { viewComparison } from '../verify-page/compared-view.js';
import { readLocales } from '../../web/index.js';
import { compareWithIssuer } from './compare-with-issuer.js';

const at = '2026-05-04T09:00:00Z';
const achievement = { id: 'https://issuer.test/a/1', name: 'Statistics', description: 'Can test.' };
const badge = {
  id: 'https://issuer.test/badges/1',
  credentialSubject: { achievement },
};
const signed = pass('signed', 'It is signed.');
const found = (check = signed, credential: object = badge): Verification => ({
  verdict: 'valid',
  kind: 'open-badge-3',
  format: 'json',
  checks: [{ name: 'proof', ...check, at }],
  credential: credential as Record<string, unknown>,
});

/** An issuer whose site serves what it is told to; `asked` are the addresses that were fetched. */
function issuerThatSays(documents: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const fetchJson = async (url: string) => {
    asked.push(url);
    if (!(url in documents)) throw new Error('not there');
    return documents[url];
  };
  const fetchBadge = async (url: string) => JSON.stringify(await fetchJson(url));
  return { asked, ways: { fetchBadge, environment: { now: () => new Date(at), fetchJson } } };
}

describe('compareWithIssuer', () => {
  it('says what the achievement says otherwise now', async () => {
    const { ways } = issuerThatSays({
      [achievement.id]: { ...achievement, description: 'Can test well.' },
    });
    const { achievement: outcome, differences } = await compareWithIssuer(found(), ways);
    expect(outcome).toBe('differs');
    expect(differences).toEqual([
      { of: 'achievement', field: 'description', before: 'Can test.', now: 'Can test well.' },
    ]);
  });

  it('says that it is the same, and takes an unsigned copy or a page at the address for nothing', async () => {
    const { ways } = issuerThatSays({ [achievement.id]: achievement, [badge.id]: badge });
    const compared = await compareWithIssuer(found(), ways);
    expect(compared).toEqual({ badge: 'unreachable', achievement: 'same', differences: [] });
    const page = issuerThatSays({ [achievement.id]: { title: 'Not found' } });
    expect((await compareWithIssuer(found(), page.ways)).achievement).toBe('unreachable');
  });

  it('fetches nothing for a badge whose signature is not right, nor from what is no web address', async () => {
    const { asked, ways } = issuerThatSays({});
    const forged = await compareWithIssuer(found(fail('signature_wrong', 'No.')), ways);
    expect(forged.badge).toBe('forged');
    const inside = { id: 'urn:uuid:1', credentialSubject: { achievement: { id: 'file:///x' } } };
    expect((await compareWithIssuer(found(signed, inside), ways)).badge).toBe('none');
    expect(asked).toEqual([]);
  });
});

describe('a comparison in words', () => {
  const say = readLocales().choose(['en']).t;
  const view = (compared: Partial<Comparison>) =>
    viewComparison({ badge: 'same', achievement: 'same', differences: [], ...compared }, say, 'en');

  it('shows both, and dates as dates', () => {
    const before = {
      of: 'badge',
      field: 'expires',
      before: '2027-01-02T00:00:00Z',
      now: '',
    } as const;
    const { title, kind, rows } = view({ badge: 'differs', differences: [before] });
    expect([kind, title]).toEqual(['warn', 'The issuer says something else now']);
    expect(rows).toEqual([{ label: 'Valid until', before: 'January 2, 2027', now: 'nothing' }]);
  });

  it('says what could not be asked', () => {
    expect(view({}).kind).toBe('success');
    const open = view({ badge: 'unreachable', achievement: 'none' });
    expect(open.title).toBe('What the issuer says now is not known');
    expect(open.texts).toHaveLength(2);
  });
});
