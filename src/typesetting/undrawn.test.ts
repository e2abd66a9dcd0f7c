import { describe, expect, it } from 'vitest';
import { facesOf, SANS } from './faces.js';
import { hanFile } from './font-files.js';
import { SAMPLES } from './scripts.js';
import { createFindUndrawn, nameScripts, scriptsIn, undrawnScripts } from './undrawn.js';
import { listUncovered } from './visual-runs.js';

describe('what the fonts at hand cannot draw', () => {
  it('is told of a text letter by letter, and is nothing for what they can', () => {
    const find = createFindUndrawn();
    expect(find('Nguyễn Thị Hồng Nhung, محمّد بن عليّ, สมชาย ใจดี, ገብረ 🎓')).toEqual([]);
    expect(find('Tenzin བསྟན་འཛིན')).not.toEqual([]);
    expect(find('ꦏꦐ')).toEqual(listUncovered('ꦏꦐ', facesOf(SANS)));
  });

  it('is told of scripts: of Chinese, Japanese and Korean just where their fonts were not added', () => {
    const without = ['Hani', 'Kana', 'Hang'].filter(() => hanFile('sc', 'regular') === null);
    expect(undrawnScripts(['Arab', 'Deva', 'Hang', 'Hani', 'Kana', 'Latn'])).toEqual(
      [...without].sort(),
    );
    expect(undrawnScripts(['Java', 'Tibt', 'Zyyy'])).toEqual(['Java', 'Tibt']);
  });

  it('has a sample of each script, in that script', () => {
    for (const [script, sample] of Object.entries(SAMPLES))
      expect(scriptsIn([sample])).toEqual([script]);
  });
});

describe('the scripts of names', () => {
  it('are each told once, in their order, without what every script uses', () => {
    expect(scriptsIn(['Ada Żółć-2', '李明', 'やまだ ハナ', 'محمّد', '12 – 3'])).toEqual([
      'Arab',
      'Hani',
      'Kana',
      'Latn',
    ]);
    expect(scriptsIn([])).toEqual([]);
  });

  it('are named in a language', () => {
    expect(nameScripts(['Tibt', 'Hang'], 'de')).toBe('Tibetisch und Hangul');
    expect(nameScripts(['Zyyy'], 'en')).toBe('Unknown Script');
  });
});
