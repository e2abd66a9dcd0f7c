import { describe, expect, it } from 'vitest';
import { AUDIT_ACTIONS } from '../audit/index.js';
import { readLocales } from '../web/index.js';
import { auditSentence, sentenceKey } from './audit-sentence.js';

const locales = readLocales();
const english = locales.choose(['en']);
const at = new Date();

describe.each(locales.codes)('the audit log in %s', (code) => {
  const { t } = locales.choose([code]);

  it.each(AUDIT_ACTIONS)('has a sentence for %s', (action) => {
    const key = sentenceKey(action);
    expect(t(key)).not.toBe(key);
    if (code !== 'en') expect(t(key)).not.toBe(english.t(key));
    const named = {
      actor: 'Rossi',
      person: 'Trần',
      badge: 'Physics I',
      course: 'PHY',
      platform: 'M',
      pathway: 'Nursing',
      endorser: 'Nursing',
      work: 'Nursing',
    };
    const details = { name: named.pathway };
    const entry = { at, action, actor: 'person:x', subject: 'x:y', details };
    const said = auditSentence(t, entry, named);
    expect(said).not.toMatch(/[{}]/);
    const filled = [...english.t(key).matchAll(/\{(\w+)\}/g)].map(([, name]) => name as 'actor');
    for (const name of filled) expect(said).toContain(named[name]);
  });
});

describe('a sentence of the audit log', () => {
  it('says who gave what to whom, and names nobody who is gone', () => {
    const entry = { at, action: 'award.award', actor: 'person:x', subject: 'rule:1' };
    const names = { actor: 'Ms Rossi', person: 'Hương Trần', badge: 'Physics I' };
    expect(auditSentence(english.t, entry, names)).toBe('Ms Rossi gave “Physics I” to Hương Trần.');
    expect(auditSentence(english.t, entry, {})).toBe(
      'somebody who is not known here any more gave “a badge” to somebody who is not known here any more.',
    );
  });

  it('of an action that nobody knows is its name', () => {
    const entry = { at, action: 'thing.done', actor: 'x', subject: 'thing:1' };
    expect(auditSentence(english.t, entry, {})).toBe('thing.done · thing:1');
  });
});
