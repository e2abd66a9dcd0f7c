import { describe, expect, it } from 'vitest';
import type { Assessment, SourceKind } from '../../grades/index.js';
import { groupWays } from './group-ways.js';

const told = (source: SourceKind, title: string, more: Partial<Assessment> = {}): Assessment => ({
  source,
  id: `${source} ${title}`,
  title,
  maximum: '20',
  gradedAs: 'points',
  tellsRelease: false,
  ...more,
});
const show = (list: readonly Assessment[], isChosen: (each: Assessment) => boolean = () => false) =>
  groupWays(list, isChosen).map(({ best, others }) => [
    best.source,
    ...others.map(({ source }) => source),
  ]);
const obstacle = { code: 'x', reason: 'r', remedy: 'm' };

describe('an assessment that several sources tell of', () => {
  it('stands once, with the best way first and the others behind it', () => {
    const list = [told('mirror', 'Quiz 1'), told('lti', ' quiz 1'), told('moodle', 'Quiz 1')];
    expect(show(list)).toEqual([['moodle', 'lti', 'mirror']]);
  });

  it('stands with a way that can be read before one that cannot, and with the one that is chosen', () => {
    const list = [told('moodle', 'Quiz 1', { obstacle }), told('mirror', 'Quiz 1')];
    expect(show(list)).toEqual([['mirror', 'moodle']]);
    expect(show(list, ({ source }) => source === 'moodle')).toEqual([['moodle', 'mirror']]);
  });

  it('is found by its name where a column is called after it', () => {
    expect(show([told('mirror', 'Quiz 1 (for badges)'), told('lti', 'Quiz 1')])).toEqual([
      ['lti', 'mirror'],
    ]);
  });

  it('has its completion behind its grades', () => {
    const done = told('completion', 'Quiz 1', { maximum: null, gradedAs: 'completion' });
    expect(show([done, told('moodle', 'Quiz 1')])).toEqual([['moodle', 'completion']]);
  });
});

describe('assessments of one name', () => {
  it('of one source are two, as are those of different maxima', () => {
    const twice = [told('lti', 'Quiz 1'), told('lti', 'Quiz 1', { id: 'other' })];
    expect(show(twice)).toEqual([['lti'], ['lti']]);
    const unlike = [told('lti', 'Quiz 1'), told('moodle', 'Quiz 1', { maximum: '10' })];
    expect(show(unlike)).toEqual([['lti'], ['moodle']]);
    const same = [told('lti', 'Quiz 1'), told('moodle', 'Quiz 1', { maximum: '20.00' })];
    expect(show(same)).toEqual([['moodle', 'lti']]);
  });

  it('are not one with a restricted activity, whose name is the tool’s', () => {
    expect(show([told('restricted', 'Quiz 1'), told('moodle', 'Quiz 1')])).toEqual([
      ['restricted'],
      ['moodle'],
    ]);
  });
});
