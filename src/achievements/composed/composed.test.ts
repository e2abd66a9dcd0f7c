import { createHash } from 'node:crypto';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { renderPng } from '../art/draw-art.js';
import { contrastOf, PALETTES } from '../art/palettes.js';
import { drawComposed, type ComposedDrawing } from './draw-composed.js';
import { FAMILIES } from './families/index.js';
import { ICON_NAMES } from './icon-names.js';
import { iconBody } from './icons.js';
import { LOOKS } from './looks.js';
import { composedArt, FAMILY_NAMES } from './spec.js';
import { findColourTrouble, tonesOf } from './tones.js';

const drawing = (more: Partial<ComposedDrawing> = {}): ComposedDrawing => ({
  family: 'shield',
  colours: { main: '#1f6a4d', accent: '#e3c36b' },
  emblem: { kind: 'icon', body: iconBody('flask') ?? '' },
  title: { text: 'Data Literacy', place: 'inside' },
  motto: '',
  alt: 'Badge: Data Literacy',
  ...more,
});

describe('the families', () => {
  it('are at least sixteen, each with a name of its own', () => {
    expect(FAMILIES.length).toBeGreaterThanOrEqual(16);
    expect(new Set(FAMILY_NAMES).size).toBe(FAMILIES.length);
  });

  it('differ in what they are made of: no two drawings have the same outlines in another colour', () => {
    const bare = { title: { text: '', place: 'none' }, emblem: { kind: 'none' } } as const;
    const outlines = FAMILIES.map(({ name }) =>
      drawComposed(drawing({ ...bare, family: name })).svg.replaceAll(/#[0-9a-f]{6}/g, ''),
    );
    expect(new Set(outlines).size).toBe(FAMILIES.length);
  });

  it('differ in their silhouettes, or in what stands inside', () => {
    const shapes = FAMILIES.map(({ name }) => {
      const { svg } = drawComposed(
        drawing({ family: name, title: { text: '', place: 'none' }, emblem: { kind: 'none' } }),
      );
      const { pixels } = new Resvg(svg, { fitTo: { mode: 'width', value: 48 } }).render();
      return createHash('sha256').update(pixels).digest('hex');
    });
    expect(new Set(shapes).size).toBe(FAMILIES.length);
  });
});

describe('drawComposed', () => {
  it('gives SVG without fonts, scripts, styles or references, the same each time', () => {
    for (const { name } of FAMILIES) {
      const one = drawing({
        family: name,
        motto: 'Northfield <b>"&',
        alt: '<b>"&',
        level: { step: 2, of: 4 },
      });
      const { svg } = drawComposed(one);
      expect(svg).toBe(drawComposed(one).svg);
      expect(svg).not.toMatch(
        /<text|<script|style=|href=|font-|NaN|Infinity|undefined|<b>|currentColor/,
      );
      expect(renderPng(svg, 32).subarray(1, 4).toString()).toBe('PNG');
    }
  });

  it('puts a name that does not fit below the drawing, whole', () => {
    const text = 'Grundlagen der wissenschaftlichen Datenauswertung und Visualisierung';
    const { title, svg } = drawComposed(drawing({ title: { text, place: 'inside' } }));
    expect(title).toBe('below');
    const letters = [...text.replaceAll(' ', '')].length;
    expect(svg.slice(svg.lastIndexOf('<g fill=')).match(/<path /g)?.length).toBe(letters);
  });

  it('leaves out a name that no font has, and says so', () => {
    const { title, svg } = drawComposed(
      drawing({ title: { text: '\u{12000}\u{12001}', place: 'inside' } }),
    );
    expect(title).toBe('undrawn');
    expect(svg).toBe(drawComposed(drawing({ title: { text: '', place: 'none' } })).svg);
  });

  it('draws a level as one of a series: the same marks, more of them filled', () => {
    const of = [1, 2, 3].map((step) => drawComposed(drawing({ level: { step, of: 3 } })).svg);
    expect(of.map((svg) => svg.match(/<g opacity="0.28">/g)?.length ?? 0)).toEqual([2, 1, 0]);
  });

  it('sets a logo into the picture itself', () => {
    const png = renderPng(drawComposed(drawing()).svg, 120);
    const { svg } = drawComposed(drawing({ emblem: { kind: 'logo', png } }));
    expect(svg).toContain('href="data:image/png;base64,');
  });
});

describe('the tones', () => {
  const colours = [
    ...PALETTES,
    { main: '#f5e663', accent: '#5b2c6f' },
    { main: '#000000', accent: '#ffffff' },
    { main: '#ffffff', accent: '#8a1c1c' },
    { main: '#808080', accent: '#ffff00' },
  ];
  it.each(colours.map((one) => [one.main, one.accent] as const))(
    'of %s and %s can be read',
    (main, accent) => {
      const { main: on, deep, light, accent: bright } = tonesOf({ main, accent });
      for (const { fill, ink } of [on, deep, light, bright])
        expect(contrastOf(fill, ink), `${ink} on ${fill}`).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('of the palettes need no correction', () => {
    for (const one of PALETTES) expect(findColourTrouble(one)).toBeNull();
  });
});

describe('findColourTrouble (WCAG 2.2, 1.4.11)', () => {
  it.each([
    ['#1f6a4d', '#2f7a5d'],
    ['#ffffff', '#fffbe0'],
    ['#777777', '#808080'],
    ['#000000', '#101030'],
  ])('suggests an accent beside %s that does, for %s', (main, accent) => {
    const trouble = findColourTrouble({ main, accent });
    expect(trouble?.ratio).toBeLessThan(3);
    expect(findColourTrouble({ main, accent: trouble?.suggestion ?? main })).toBeNull();
  });
});

describe('the icons', () => {
  it('are at least two hundred, each once, outlines alone', () => {
    expect(ICON_NAMES.length).toBeGreaterThanOrEqual(200);
    expect(new Set(ICON_NAMES).size).toBe(ICON_NAMES.length);
    for (const name of ICON_NAMES) expect(iconBody(name)).toMatch(/^<(path|g) fill="currentColor"/);
    expect(iconBody('no-such-icon')).toBeNull();
  });
});

describe('the looks', () => {
  it('are of families and icons that there are', () => {
    for (const look of LOOKS) {
      expect(FAMILY_NAMES).toContain(look.family);
      expect(ICON_NAMES).toContain(look.icon);
    }
    expect(new Set(LOOKS.map(({ family }) => family)).size).toBeGreaterThanOrEqual(12);
  });
});

describe('composedArt', () => {
  const whole = { kind: 'composed', family: 'seal', main: '#112233', accent: '#ffcc00' };
  it('fills in what was left out', () => {
    expect(composedArt.parse(whole)).toEqual({
      ...whole,
      emblem: { kind: 'none' },
      title: 'inside',
    });
  });

  it.each([
    [{ family: 'no-such-family' }],
    [{ main: 'red' }],
    [{ main: '#12345' }],
    [{ emblem: { kind: 'letters', letters: 'ABCD' } }],
    [{ emblem: { kind: 'icon', icon: '../x' } }],
    [{ level: { step: 4, of: 3 } }],
    [{ motto: 'x'.repeat(41) }],
    [{ motto: 'a\nb' }],
  ])('refuses %j', (more) => {
    expect(composedArt.safeParse({ ...whole, ...more }).success).toBe(false);
  });
});
