import { fieldTexts, type SetUpForm } from '../../rules/index.js';

/** @returns the keys of the assessments that a form uses */
export const usedIn = (form: SetUpForm): ReadonlySet<string> => new Set(fieldTexts(form, 'use'));
