import { describe, expect, it } from 'vitest';
import { unitsOf } from './break-line.js';
import { facesOf, SANS } from './faces.js';
import { widthOf } from './visual-runs.js';
import { wrap } from './wrap.js';

const faces = facesOf(SANS);

describe('wrap', () => {
  it('breaks at spaces, and no line is wider than its limit', () => {
    const lines = wrap('The earner can design and build small networks', faces, { width: 8 });
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(widthOf(line, faces)).toBeLessThanOrEqual(8);
    expect(lines.join(' ')).toBe('The earner can design and build small networks');
  });

  it('breaks a word that is wider than a line, an address after a slash, and loses nothing', () => {
    const address = 'https://badges.example.edu/credentials/AbCdEfGhIjKlMnOp';
    const lines = wrap(address, faces, { width: 16 });
    expect(lines.join('')).toBe(address);
    expect(lines[0]).toMatch(/\/$/);
    expect(wrap('W'.repeat(200), faces, { width: 5 }).join('')).toBe('W'.repeat(200));
  });

  it.each(['Q'.repeat(10_000), 'مستشفىعنبرقطبضجةزهور'.repeat(500)])(
    'measures each letter of a word of 10,000 a few times only, and loses none',
    (word) => {
      let shaped = 0;
      const counting = faces.map((face) => ({
        ...face,
        shaper: () => {
          const shaper = face.shaper();
          const shape: typeof shaper.shape = (text, ...how) => {
            shaped += text.length;
            return shaper.shape(text, ...how);
          };
          return { ...shaper, shape };
        },
      }));
      const lines = wrap(word, counting, { width: 40 });
      expect(lines.join('')).toBe(word);
      expect(lines.length).toBeGreaterThan(50);
      for (const line of lines) expect(widthOf(line, faces)).toBeLessThanOrEqual(40);
      expect(shaped).toBeLessThan(word.length * 10);
    },
  );

  it('never parts a letter from its marks', () => {
    const word = 'ę́'.normalize('NFD').repeat(40);
    for (const line of wrap(word, faces, { width: 3 })) expect(line).not.toMatch(/^\p{M}/u);
  });

  it('ends in an ellipsis what is longer than it may be', () => {
    const lines = wrap('one two three four five six', faces, { width: 4, mostLines: 2 });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/…$/);
  });
});

describe('unitsOf', () => {
  it('cuts Thai between its words', () => {
    const units = unitsOf('พื้นฐานเครือข่ายคอมพิวเตอร์');
    expect(units.length).toBeGreaterThan(1);
    expect(
      units
        .map(({ before, text }) => before + text)
        .join('')
        .trim(),
    ).toBe('พื้นฐานเครือข่ายคอมพิวเตอร์');
  });

  it('begins no line with what closes, and ends none with what opens (UAX #14)', () => {
    const units = unitsOf('「网络基础」知识。第一课（上）！').map(({ text }) => text);
    expect(units.length).toBeGreaterThan(2);
    for (const text of units) {
      expect(text).not.toMatch(/^[」。）！]/u);
      expect(text).not.toMatch(/[「（]$/u);
    }
  });

  it('keeps a word of Latin letters whole', () => {
    expect(unitsOf('Fundamentals of networking').map(({ text }) => text)).toEqual([
      'Fundamentals',
      'of',
      'networking',
    ]);
  });
});
