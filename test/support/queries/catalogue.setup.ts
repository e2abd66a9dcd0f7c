/**
 * Fails a test file in which a room asks the store what catalogue.jsonl does not hold; with CATALOGUE=write it is added
 * instead, and test/features/app/queries.test.ts then looks at how it is planned.
 */
import { afterAll, expect } from 'vitest';
import { takeMissing } from './asked.js';
import { addToCatalogue } from './catalogue.js';

afterAll(() => {
  const missing = takeMissing();
  if (process.env['CATALOGUE'] === 'write') return addToCatalogue(missing.keys());
  const told = [...missing].map(([query, place]) => `${place} asks ${query}`);
  const what =
    'queries that test/support/queries/catalogue.jsonl does not hold (CATALOGUE=write adds them)';
  return expect(told, what).toEqual([]);
});
