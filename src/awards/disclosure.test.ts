import { describe, expect, it } from 'vitest';
import { showableResults } from './disclosure.js';

describe('what a badge could show of a letter grade', () => {
  const description = {
    id: 'result-1',
    name: 'Essay',
    resultType: 'LetterGrade' as const,
    requiredValue: 'B',
    allowedValue: ['A', 'B', 'C'],
  };
  const results = (result: object) =>
    showableResults(
      { results: [{ title: 'Essay', mark: { kind: 'letter', letter: 'B' }, ...result }] },
      { resultDescriptions: [description] },
      { id: 'https://laurel.example/a' },
    );

  it('is the letter, not the number behind it', () => {
    expect(results({ score: '91', maximum: '100', letter: 'A' })).toEqual([
      { resultDescription: 'https://laurel.example/a#result-1', value: 'A' },
    ]);
  });

  it('is nothing where the platform told no letter', () => {
    expect(results({ score: '91', maximum: '100' })).toEqual([]);
  });
});
