/** The fields of the set-up page as they were typed. A field that was sent several times has a list. */
export type SetUpForm = Readonly<Record<string, string | readonly string[]>>;

/** @returns one field of a form, trimmed: the first of several values, empty where the field is absent */
export function fieldText(form: SetUpForm, name: string): string {
  const value = form[name];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
}

/** @returns all values of a field, none where it is absent */
export function fieldTexts(form: SetUpForm, name: string): readonly string[] {
  const value = form[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
