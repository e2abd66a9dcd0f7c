import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrastOf } from '../../achievements/index.js';
import { LEAST_CONTRAST } from '../issuer/accent.js';
import { accentCss, tonesOf, type Tones } from './tones.js';

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((n) => `#${n.toString(16).padStart(6, '0')}`);

const css = readFileSync('public/laurel.css', 'utf8');
const [, light = '', dark = ''] =
  /:root \{(.*?)\n\}.*?prefers-color-scheme: dark\) \{(.*?)\n\}/s.exec(css) ?? [];
/** The grounds that texts stand on in a scheme, as the stylesheet has them. */
const groundsOf = (scheme: string) =>
  ['paper', 'surface', 'sunken'].map(
    (name) => new RegExp(`--${name}: (#[\\da-f]{6})`).exec(scheme)?.[1] ?? '',
  );

function leastContrast({ accent, ink, deep, wash }: Tones, grounds: readonly string[]): number {
  const pairs = [...grounds, wash].flatMap((ground) => [
    contrastOf(ground, accent),
    contrastOf(ground, deep),
  ]);
  return Math.min(...pairs, contrastOf(ink, accent), contrastOf(ink, deep));
}

describe('the tones of an accent', () => {
  it.each([
    ['light', groundsOf(light)],
    ['dark', groundsOf(dark)],
  ] as const)(
    'can be read in %s on every ground of the stylesheet (WCAG 2.2, 1.4.3)',
    (scheme, grounds) => {
      expect(grounds).toHaveLength(3);
      expect(grounds).not.toContain('');
      fc.assert(
        fc.property(colour, (accent) => {
          expect(leastContrast(tonesOf(accent)[scheme], grounds)).toBeGreaterThanOrEqual(
            LEAST_CONTRAST,
          );
        }),
        { numRuns: 2_000 },
      );
    },
  );

  it('keep an accent that can be read already', () => {
    expect(tonesOf('#7a1f3d').light.accent).toBe('#7a1f3d');
  });

  it('are a stylesheet that says nothing but colours', () => {
    expect(accentCss('#7a1f3d').replace(/#[\da-f]{6}/g, '#')).toBe(
      accentCss('#123456').replace(/#[\da-f]{6}/g, '#'),
    );
  });
});
