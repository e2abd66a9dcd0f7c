import { describe, expect, it } from 'vitest';
import { scaleStepsOf, schemeOfSteps, wordsOf } from './scale.js';

const row = (graderaw: string | null, gradeformatted: string, more: object = {}) => ({
  grademin: '1',
  grademax: '3',
  graderaw,
  gradeformatted,
  rangeformatted: 'Not yet&ndash;Exceeds',
  ...more,
});
const ICON = '<i class="icon fa fa-check text-success fa-fw inline" title="Pass"></i>';

describe('a scale in a report', () => {
  it('has the words of its range, and of the grades that were given', () => {
    expect(scaleStepsOf([row(null, '-')])).toEqual(['Not yet', '2/3', 'Exceeds']);
    expect(scaleStepsOf([row('1', 'Not yet'), row('2', `${ICON}Meets`)])).toEqual([
      'Not yet',
      'Meets',
      'Exceeds',
    ]);
    expect(scaleStepsOf([row(null, '-')], ['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['points', { grademin: '0', rangeformatted: '0&ndash;20' }],
    ['points that begin at 1', { rangeformatted: '1&ndash;3' }],
    ['letters for points', { grademin: '0', rangeformatted: 'F&ndash;A' }],
    ['percentages', { rangeformatted: '0.00 %&ndash;100.00 %' }],
    ['a grade between two steps', { graderaw: '1.5' }],
    ['a range that is hidden', { rangeformatted: undefined }],
  ])('is none where there are %s', (_what, more) => {
    expect(scaleStepsOf([row('2', 'x', more)])).toBeNull();
  });

  it('is a scheme whose steps are never above their share', () => {
    expect(schemeOfSteps(['Not yet', 'Meets', 'Exceeds'])).toEqual([
      { letter: 'Exceeds', from: '100' },
      { letter: 'Meets', from: '50' },
      { letter: 'Not yet', from: '0' },
    ]);
    expect(schemeOfSteps(['1', '2', '3', '4'])[1]).toEqual({ letter: '3', from: '66.6666' });
  });

  it('is read without its markup', () => {
    expect(wordsOf(`${ICON}Very good &amp; more`)).toBe('Very good & more');
  });
});
