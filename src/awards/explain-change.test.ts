import { describe, expect, it } from 'vitest';
import { COURSE_COMPLETION } from '../grades/index.js';
import type { Rule } from '../rules/index.js';
import { readLocales } from '../web/index.js';
import { changeInWords } from './explain-change.js';

const locales = readLocales();
const input = { kind: 'assessment', id: 'i', assessmentId: '1', maximum: null };

/** What has to happen for a mark of this source, as it is told. */
function told(
  source: string,
  { title = 'Quiz 1', language = 'en', isLearner = false, mark = { kind: 'complete' } } = {},
): string {
  const { t, code } = locales.choose([language]);
  const rule = { inputs: [{ ...input, source, title, mark }] } as unknown as Rule;
  const change = { kind: 'mark', inputId: 'i' } as const;
  return changeInWords({ t, locale: code }, change, rule, isLearner ? 'learner' : 'instructor');
}

describe('what would change a verdict, in words', () => {
  it('speaks of completing where nothing is graded', () => {
    expect(told('completion')).toBe('Completing “Quiz 1”.');
    expect(told('modules', { title: 'Week 1' })).toBe('Completing the module “Week 1”.');
    expect(told('completion', { title: COURSE_COMPLETION })).toBe('Completing the whole course.');
    expect(told('canvas')).toBe('Completing “Quiz 1”.');
  });

  it('tells instructors what opens an activity, and learners nothing of it', () => {
    expect(told('restricted')).toBe('Being allowed to open “Quiz 1”.');
    expect(told('restricted', { isLearner: true })).toBe('Passing what “Quiz 1” asks for.');
  });

  it('keeps to grades where there are some', () => {
    const mark = { kind: 'letter', letter: 'Meets' };
    expect(told('moodle', { mark })).toBe('A grade in Quiz 1: Meets or better.');
  });

  it.each(['de', 'es', 'fr', 'pl', 'ar'])('has words of its own for each in %s', (language) => {
    const texts = [
      told('completion', { language }),
      told('modules', { language }),
      told('completion', { language, title: COURSE_COMPLETION }),
      told('restricted', { language }),
      told('restricted', { language, isLearner: true }),
    ];
    expect(new Set(texts).size).toBe(5);
    const english = texts.filter((text) => /Completing|allowed|Passing|awards\./.test(text));
    expect(english).toEqual([]);
  });
});
