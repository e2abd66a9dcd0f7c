import { afterEach, expect, it } from 'vitest';
import {
  award,
  awards,
  badgeColumns,
  courseLanguage,
  platform,
  rule,
  useGradebook,
} from './testing/use-gradebook.js';

useGradebook();
afterEach(() => {
  courseLanguage.now = 'en';
});

it.each([
  ['de-AT', 'Badge: Data analysis', 'Badge: Data analysis – in Laurel erworben.'],
  ['pl', 'Odznaka: Data analysis', 'Odznaka: Data analysis – zdobyto w Laurel.'],
  ['ar', 'شارة: Data analysis', 'شارة: Data analysis – اكتُسبت في Laurel.'],
])(
  'a course in %s reads its column and its comments in that language',
  async (code, label, comment) => {
    courseLanguage.now = code;
    await badgeColumns.make(rule, 'Data analysis', 'teacher');
    expect(platform.items).toMatchObject([{ label }]);
    await awards.insertNew([award('learner1')]);
    await badgeColumns.sendDue();
    expect(platform.posted).toMatchObject([{ comment }]);
  },
);
