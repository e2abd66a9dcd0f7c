import { describe, expect, it } from 'vitest';
import type { Assessment } from './grade.js';
import { withoutRepeats } from './without-repeats.js';

const column: Assessment = {
  source: 'lti',
  id: 'https://lms.example/items/7',
  title: 'Oral exam',
  maximum: '10',
  gradedAs: 'points',
  tellsRelease: false,
};
const told: Assessment = { ...column, source: 'moodle', id: '7', sameAs: column.id };
const quiz: Assessment = { ...told, id: '8', title: 'Quiz', sameAs: 'https://lms.example/items/8' };
const unused = () => false;

describe('a column that LTI and Moodle’s web services both tell', () => {
  it('is offered once, by LTI', () => {
    expect(withoutRepeats([column, told, quiz], unused)).toEqual([column, quiz]);
  });

  it('is offered by web services where LTI does not tell it', () => {
    expect(withoutRepeats([told, quiz], unused)).toEqual([told, quiz]);
  });

  it('is offered both ways where a rule already uses the other one', () => {
    expect(withoutRepeats([column, told], (each) => each === told)).toEqual([column, told]);
  });

  it('is offered by web services where these know better: no grade type, or a scale that begins at 1', () => {
    const obstacle = { code: 'moodle_no_grade_type', reason: '', remedy: '' };
    const none = { ...told, obstacle };
    expect(withoutRepeats([column, none], unused)).toEqual([none]);
    const scale = { ...told, maximum: '9' };
    expect(withoutRepeats([column, scale], unused)).toEqual([scale]);
  });
});

describe('a column that copies an activity', () => {
  const obstacle = { code: 'mirror_unconfirmed', reason: '', remedy: '' };
  const works: Assessment = { ...column, source: 'mirror', id: 'm', title: 'quiz' };
  const mirror: Assessment = { ...works, obstacle };

  it('and cannot be read yet is left out where the activity itself can be', () => {
    expect(withoutRepeats([mirror, quiz], unused)).toEqual([quiz]);
    expect(withoutRepeats([mirror, quiz], (each) => each === mirror)).toEqual([mirror, quiz]);
  });

  it('stays where it can be read, or nothing else can', () => {
    expect(withoutRepeats([works, quiz], unused)).toEqual([works, quiz]);
    expect(withoutRepeats([mirror, { ...quiz, obstacle }], unused)).toHaveLength(2);
  });
});
