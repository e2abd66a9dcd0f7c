import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../grades/index.js';
import { readLocales } from '../../web/index.js';
import { assessmentKey, type Choices } from './choices.js';
import { defaultForm } from './default-form.js';
import { suggestWords } from './suggest-words.js';

const english = { t: readLocales().choose(['en']).t, locale: 'en' };
const quiz = (title: string, more: Partial<Assessment> = {}): Assessment => ({
  source: 'lti',
  id: title,
  title,
  maximum: '20',
  gradedAs: 'points',
  tellsRelease: false,
  ...more,
});
const choices: Choices = {
  assessments: [quiz('Quiz 1', { passPoints: '14' }), quiz('Quiz 2')],
  badges: [],
};
const fresh = () => suggestWords(english, defaultForm(choices), choices, true);

describe('a new badge', () => {
  it('is called after its assessment, and asks for what that calls a pass', () => {
    expect(fresh()).toMatchObject({ name: 'Quiz 1', suggestedName: 'Quiz 1' });
    expect(fresh()['criteria']).toContain('Quiz 1: at least 14 points');
  });

  it('follows another choice and another mark while nobody typed', () => {
    const key = assessmentKey(quiz('Quiz 2'));
    const moved = suggestWords(english, { ...fresh(), use: [key], [`mark_${key}`]: '55' }, choices);
    expect(moved).toMatchObject({ name: 'Quiz 2' });
    expect(moved['criteria']).toMatch(/Quiz 2: at least 55\s%/);
  });

  it('keeps what somebody typed, an empty field too', () => {
    const key = assessmentKey(quiz('Quiz 2'));
    const typed = { ...fresh(), use: [key], name: '', criteria: 'Mine.' };
    expect(suggestWords(english, typed, choices)).toMatchObject({ name: '', criteria: 'Mine.' });
  });

  it('stays as it is where nothing is chosen', () => {
    const form = { ...fresh(), use: [] };
    expect(suggestWords(english, form, choices)).toEqual(form);
  });
});

describe('what is chosen by itself', () => {
  it('is never what could not be activated', () => {
    const obstacle = { code: 'x', reason: 'r', remedy: 'm' };
    const restricted: Assessment = { ...quiz('Talk'), source: 'restricted' };
    expect(
      defaultForm({ assessments: [{ ...quiz('A'), obstacle }, restricted], badges: [] })['use'],
    ).toEqual([]);
  });

  it('is what was just made, where it is named and can be read', () => {
    const key = assessmentKey(quiz('Quiz 2'));
    expect(defaultForm(choices, key)['use']).toEqual([key]);
    expect(defaultForm(choices, 'nothing')['use']).toEqual([assessmentKey(quiz('Quiz 1'))]);
  });
});
