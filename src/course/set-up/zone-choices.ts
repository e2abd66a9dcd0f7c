import { fieldText, isTimeZone, type Rule, type SetUpForm } from '../../rules/index.js';

/** The zone that a course's dates are set in: as its badges have it, the newest first; UTC where none has one. */
export const zoneOfCourse = (rules: readonly Rule[]): string =>
  rules.toReversed().find(({ timeZone }) => timeZone !== undefined)?.timeZone ?? 'UTC';

/** Time zones to choose from, by the names that are known everywhere. */
export function zoneChoices(form: SetUpForm) {
  const chosen = fieldText(form, 'zone');
  const names = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);
  if (isTimeZone(chosen)) names.add(chosen);
  return [...names].map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}
