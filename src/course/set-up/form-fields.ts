import { type LocalizedMessage, type SetUpForm, localized } from '../../rules/index.js';

export const wrong = (key: string, values?: Parameters<typeof localized>[1]): LocalizedMessage =>
  localized(`awards.setUp.error.${key}`, values);

export const textOf = (form: SetUpForm, name: string): string => {
  const value = form[name];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
};

export const listOf = (form: SetUpForm, name: string): readonly string[] => {
  const value = form[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
};
