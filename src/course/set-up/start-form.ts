import type { SetUpForm } from '../../rules/index.js';
import type { Visit } from '../visit/visit.js';
import { defaultForm } from './default-form.js';
import { choicesOf, type CourseOffers } from './read-choices.js';
import { zoneOfCourse } from './zone-choices.js';

/**
 * @param wanted the key of the assessment to choose instead of the first, where it can be read
 * @returns the form of a new badge in the instructor's language and the course's time zone
 */
export function startForm({ locale }: Visit, offers: CourseOffers, wanted?: string): SetUpForm {
  const [language = 'en'] = locale.split('-');
  const form = defaultForm(choicesOf(offers), wanted);
  return { ...form, language, zone: zoneOfCourse(offers.rules) };
}

/**
 * @param typed the name and the maximum of a quiz whose badge begins on the course's page, where nothing else is asked
 * @returns the form of a new badge for it alone
 */
export function quizForm(visit: Visit, offers: CourseOffers, typed: SetUpForm): SetUpForm {
  return { ...startForm(visit, offers), use: [], suggestedUse: '', ...typed };
}
