import { isAbsoluteIri, isDateTime, isLanguageTag } from '../verify/schema-check.js';

/** The formats that the schema of badges names (JSON Schema 2019-09, Validation 7.3), each as the verifier reads it. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': isDateTime,
  uri: isAbsoluteIri,
  language: isLanguageTag,
};
