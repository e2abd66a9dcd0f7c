import { describe, expect, it } from 'vitest';
import { nameKey, plainName } from './name-key.js';

describe('the key of a name', () => {
  it.each([
    ['case and spaces', 'EXAMPLE  university'],
    ['signs', '“Example-University”'],
    ['accents', 'Exámple Universitÿ'],
    ['letters of another script', 'Ехаmрlе Univеrѕitу'],
    ['wide letters', 'Ｅｘａｍｐｌｅ University'],
    ['letters without width', 'Ex\u200bample Univer\u00adsity'],
    ['marks that turn the direction', '\u202eExample\u2069 University'],
    ['capitals of another script', 'ΕХΑМΡLΕ ՍΝΙVΕRЅΙТΥ'],
    ['digits for letters', 'Examp1e Univers1ty'],
    ['two letters that look like one', 'Exarnple University'],
    ['small capitals and letters of mathematics', '𝐄xᴀᴍᴘʟᴇ 𝒰niversity'],
    ['letters of Cherokee', 'ᎬxᎪmple University'],
  ])('leaves out %s', (_, name) => {
    expect(nameKey(name)).toBe(nameKey('Example University'));
  });

  it('tells other names apart', () => {
    expect(nameKey('Example University')).not.toBe(nameKey('Example College'));
    expect(nameKey('東京大学')).not.toBe(nameKey('京都大学'));
    expect(nameKey('東京大学')).not.toBe('');
  });

  it('is there for a name without a letter, too', () => {
    expect(nameKey('🎓🎓')).not.toBe('');
    expect(nameKey('🎓🎓')).not.toBe(nameKey('🎓🏫'));
  });
});

describe('a name in a sentence', () => {
  it('turns no direction and stays on one line', () => {
    expect(plainName('Example\u202e\n University\u2067 ')).toBe('Example University');
  });
});
