import { fieldText, isTimeZone, type Rule, type SetUpForm } from '../../rules/index.js';

/** @returns the time zone of a course's dates: that of its newest badge that has one, else UTC */
export const zoneOfCourse = (rules: readonly Rule[]): string =>
  rules.toReversed().find(({ timeZone }) => timeZone !== undefined)?.timeZone ?? 'UTC';

/** Lists time zones by their IANA names. */
export function zoneChoices(form: SetUpForm) {
  const chosen = fieldText(form, 'zone');
  const names = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);
  if (isTimeZone(chosen)) names.add(chosen);
  return [...names].map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}
