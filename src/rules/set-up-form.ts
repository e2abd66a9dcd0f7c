/** What the set-up page sends, as typed. A name with several values comes as a list. */
export type SetUpForm = Readonly<Record<string, string | readonly string[]>>;

/** One field of a kept form, trimmed; the first of several values, empty where there is none. */
export function fieldText(form: SetUpForm, name: string): string {
  const value = form[name];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
}

/** All values of a field. */
export function fieldTexts(form: SetUpForm, name: string): readonly string[] {
  const value = form[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
