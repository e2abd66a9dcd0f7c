import { Ajv2019, type ErrorObject, type ValidateFunction } from 'ajv/dist/2019.js';
import { lazy } from '../../base/index.js';
import { OPEN_BADGE_SCHEMA } from '../verify/ob-schema.js';
import { FORMATS } from './badge-formats.js';

/** A function that keeps what was wrong in what it looked at last, as ajv's are. */
interface Validate {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}

const compiled = lazy((): ValidateFunction => {
  const ajv = new Ajv2019({ allErrors: true, strict: false });
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format);
  return ajv.compile(OPEN_BADGE_SCHEMA);
});

/**
 * Whether a value is an Open Badge by its schema; `errors` says what is wrong with the last one. Compiling takes a fifth of a second:
 * here at the first use; the built program has the compiled function instead of this file (scripts/build/badge-schema.mjs).
 */
export const isOpenBadge: Validate = (value) => {
  const isOne = compiled()(value);
  isOpenBadge.errors = compiled().errors ?? null;
  return isOne;
};
