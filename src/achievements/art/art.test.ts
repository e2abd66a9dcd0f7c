import { describe, expect, it } from 'vitest';
import { drawArt, renderPng } from './draw-art.js';
import { contrastOf, PALETTES } from './palettes.js';
import { TEMPLATES } from './templates.js';

const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänsanwärterprüfung für Fortgeschrittene';

describe('contrastOf (WCAG 2.2, 1.4.3)', () => {
  it('is 21 for black on white and 1 for a colour on itself', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrastOf('#1f6a4d', '#1f6a4d')).toBe(1);
  });
});

describe('the palettes', () => {
  it.each(PALETTES.map((one) => [one.name, one] as const))('%s can be read', (_name, one) => {
    expect(contrastOf(one.ink, one.main)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(one.deepInk, one.deep)).toBeGreaterThanOrEqual(4.5);
    // Graphics (1.4.11).
    expect(contrastOf(one.accent, one.main)).toBeGreaterThanOrEqual(3);
  });
});

describe('drawArt', () => {
  it('has at least six templates', () => {
    expect(TEMPLATES.length).toBeGreaterThanOrEqual(6);
  });

  it('gives SVG without fonts, scripts, styles or references, the same each time', () => {
    for (const { name } of TEMPLATES) {
      const art = { template: name, palette: 'ocean', text: LONG, alt: '<b>"&' };
      const svg = drawArt(art);
      expect(svg).toBe(drawArt(art));
      expect(svg).not.toMatch(/<text|<script|style=|href|font-|NaN|<b>/);
    }
  });

  it('keeps any text inside its box, whatever the script', () => {
    for (const { name, box } of TEMPLATES) {
      for (const text of [LONG, 'W'.repeat(80), 'مهارات الإحصاء المتقدمة', 'עברית', '漢字']) {
        const svg = drawArt({ template: name, palette: 'laurel', text, alt: '' });
        const drawn = svg.slice(svg.lastIndexOf('<g fill='));
        const left = [...drawn.matchAll(/translate\((-?[\d.]+) (-?[\d.]+)\)/g)];
        for (const [, x, y] of left) {
          expect(Number(x)).toBeGreaterThan(box.x - box.width / 2 - 2);
          expect(Number(x)).toBeLessThan(box.x + box.width / 2);
          expect(Math.abs(Number(y) - box.y)).toBeLessThan(box.height / 2 + 4);
        }
      }
    }
  });

  it('is rendered as PNG of the size asked for', () => {
    const png = renderPng(drawArt({ template: 'seal', palette: 'plum', text: 'A', alt: '' }), 256);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([256, 256]);
  });
});
