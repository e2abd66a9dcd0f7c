import { describe, expect, it } from 'vitest';
import { canDoSentence } from './can-do.js';

describe('canDoSentence', () => {
  it.each([
    ['en', 'design a small network', 'The earner can design a small network.'],
    ['en-GB', 'Design a small network.', 'The earner can design a small network.'],
    ['en', 'SQL', 'The earner can SQL.'],
    ['de', 'Netze planen', 'Wer dieses Badge hat, kann Netze planen.'],
    ['fr', 'concevoir un réseau', 'Qui détient ce badge sait concevoir un réseau.'],
    ['es', 'diseñar una red', 'Quien tiene esta insignia sabe diseñar una red.'],
    ['pl', 'projektować sieci', 'Osoba z tą odznaką potrafi projektować sieci.'],
    ['en', 'pay in $& and $1', 'The earner can pay in $& and $1.'],
  ])('says in %s of “%s” whose ability it is', (language, typed, sentence) => {
    expect(canDoSentence(typed, language)).toBe(sentence);
  });

  it.each([
    ['en', 'The earner can choose a fitting test.'],
    ['en', 'Earners are able to choose a fitting test.'],
    ['de', 'Die Studierenden können Netze planen.'],
    ['ja', '小さなネットワークを設計する'],
  ])('leaves in %s “%s” as it is', (language, typed) => {
    expect(canDoSentence(typed, language)).toBe(typed);
  });

  it('doubles nothing when it is asked twice', () => {
    for (const language of ['ar', 'de', 'en', 'es', 'fr', 'pl']) {
      const once = canDoSentence('x y', language);
      expect(canDoSentence(once, language)).toBe(once);
    }
  });
});
