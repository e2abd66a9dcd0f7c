import { describe, expect, it } from 'vitest';
import { foldName, searchWordsOf, wordsOf } from './search-words.js';

describe('foldName', () => {
  it.each([
    ['Björn Åström', 'bjorn astrom'],
    ['Łukasz ŻÓŁĆ', 'lukasz zołc'.replace('ł', 'l')],
    ['Jørgen Weiß', 'jorgen weiss'],
    ['دانا', 'دانا'],
  ])('makes %s comparable', (name, folded) => {
    expect(foldName(name)).toBe(folded);
  });
});

describe('searchWordsOf', () => {
  it('gives the words of a name, each once', () => {
    expect(searchWordsOf("Siobhán O'Brien-O'Brien")).toEqual(['siobhan', 'o', 'brien']);
  });

  it('gives the rest from each letter on where a script has no spaces', () => {
    expect(searchWordsOf('王小明')).toEqual(['王小明', '小明', '明']);
  });

  it('has a limit, whatever somebody is called', () => {
    expect(searchWordsOf('名'.repeat(500)).length).toBeLessThanOrEqual(24);
    expect(searchWordsOf('a b '.repeat(500))).toEqual(['a', 'b']);
  });
});

describe('wordsOf', () => {
  it('takes signs for spaces', () => {
    expect(wordsOf('  (.*) $gt "Åsa"  ')).toEqual(['gt', 'asa']);
    expect(wordsOf('***')).toEqual([]);
  });
});
