import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKnownShapes } from '../../src/credentials/compiled/known-shapes.js';
import { verify } from '../../src/credentials/verify/index.js';
import { hostile } from './hostile.js';
import { environment, inputOf, matrix } from './matrix.js';

/** The same surroundings, noting which addresses were asked. */
function watching() {
  const asked: string[] = [];
  const fetchJson = (url: string) => {
    asked.push(url);
    return environment.fetchJson(url);
  };
  return { asked, env: { ...environment, fetchJson } };
}

describe('verify, given what is hostile', () => {
  it.each(hostile)('comes to a verdict on $name', async ({ name, input }) => {
    const start = performance.now();
    const result = await verify(input, environment);
    expect([
      name,
      ['invalid', 'unknown'].includes(result.verdict) || /pixels|scripts/.test(name),
    ]).toEqual([name, true]);
    expect(result.checks.length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('still reads the badge in a picture whose pixels are a bomb, and beside a script', async () => {
    for (const { name, input } of hostile.filter(({ name }) => /pixels|scripts/.test(name)))
      expect([name, (await verify(input, environment)).verdict]).toEqual([name, 'valid']);
  });

  it('leaves Object.prototype alone', async () => {
    for (const { input } of hostile.filter(({ name }) => /prototype|constructor/.test(name)))
      await verify(input, environment);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  it('never calls a badge valid after one character of it was changed (fuzzed)', async () => {
    const findKnown = createKnownShapes();
    const texts = matrix.vectors
      .filter(({ name }) => ['json/valid', 'jwt-rs256/valid', 'jwt-es256/valid'].includes(name))
      .map((vector) => inputOf(vector) as string);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.constantFrom(...'aZ09"{}[],:\\ \u0000ż'),
        async (text, at, character) => {
          const place = at % text.length;
          const changed = text.slice(0, place) + character + text.slice(place + 1);
          const { verdict, credential } = await verify(changed, { ...environment, findKnown });
          if (verdict === 'valid') {
            const original = (await verify(text, environment)).credential;
            // A space for a space, or the last bits of base64: the same badge, then.
            expect(credential).toEqual(original);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('comes to a verdict on any JSON and any bytes (fuzzed)', async () => {
    const { asked, env } = watching();
    const anything = fc.oneof(
      fc.json(),
      fc.uint8Array({ maxLength: 2_000 }),
      fc.string({ unit: 'binary' }),
      fc
        .object({ maxDepth: 4 })
        .map((over) =>
          JSON.stringify({ ...JSON.parse(inputOf(matrix.vectors[0]!) as string), ...over }),
        ),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (input) => {
        expect((await verify(input, env)).checks.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
    expect(asked.every((url) => url.startsWith('https://'))).toBe(true);
  });
});
