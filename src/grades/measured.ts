import { z } from 'zod';
import { formatDecimal, parseMeasured } from './decimal.js';

/** A number of an LMS's answer, kept as the text that it was written in, so that 69.995 stays 69.995; null where there is none. */
export const measured = z
  .string()
  .nullish()
  .transform((text) => {
    const value = text === null || text === undefined ? null : parseMeasured(text);
    return value && formatDecimal(value);
  });
