/**
 * Fails a test file in which a room asks the store what catalogue.jsonl does not hold; with CATALOGUE=write it is added
 * instead, and test/features/app/queries.test.ts then looks at how it is planned. What a run does not ask is nothing to it:
 * no run of a few files misses anything.
 */
import path from 'node:path';
import { afterAll, expect } from 'vitest';
import { takeMissing } from './asked.js';
import { addToCatalogue } from './catalogue.js';

afterAll(() => {
  const missing = takeMissing();
  if (process.env['CATALOGUE'] === 'write') return addToCatalogue(missing.keys());
  const told = [...missing].map(([query, place]) => `${place} asks ${query}`);
  const command = `CATALOGUE=write npm test -- ${path.relative('.', expect.getState().testPath ?? '')}`;
  return expect(
    told,
    `queries that test/support/queries/catalogue.jsonl does not hold; this adds them:  ${command}`,
  ).toEqual([]);
});
