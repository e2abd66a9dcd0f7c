import { describe, expect, it } from 'vitest';
import type { Notice, Pull } from '../grades/index.js';
import type { Reading } from '../rules/index.js';
import { gapsOf } from './save-check.js';

const notice = (code: string, isGap?: true): Notice => {
  const words = { code, reason: `${code} happened.`, remedy: 'Look.', blocks: false };
  return isGap ? { ...words, isGap } : words;
};
const reading = (...notices: Notice[]): Reading => {
  const pull: Pull = {
    readAt: new Date(0),
    assessment: { title: 'Quiz', maximum: '10' },
    grades: [],
    notices,
  };
  return { pull };
};

describe('what a look at a course did not cover', () => {
  it('is said once, however many assessments say it; other doubts and failures are not it', () => {
    const readings = new Map<string, Reading>([
      ['a', reading(notice('canvas_not_shown', true), notice('not_matched'))],
      ['b', reading(notice('canvas_not_shown', true))],
      ['c', { problem: 'unreachable', error: new Error('no') }],
    ]);
    expect(gapsOf(readings)).toEqual([
      { code: 'canvas_not_shown', reason: 'canvas_not_shown happened.', remedy: 'Look.' },
    ]);
  });

  it('is nothing where everything was covered, and bounded', () => {
    expect(gapsOf(new Map([['a', reading()]]))).toEqual([]);
    const many = Array.from({ length: 50 }, (_, index) => notice(`gap_${index}`, true));
    expect(gapsOf(new Map([['a', reading(...many)]]))).toHaveLength(10);
  });
});
