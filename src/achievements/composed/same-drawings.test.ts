import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawComposed } from './draw-composed.js';
import { FAMILIES } from './families/index.js';
import { ICON_NAMES } from './icon-names.js';
import { iconBody } from './icons.js';
import { tonesOf } from './tones.js';

const FILE = path.join(import.meta.dirname, 'testing/drawings.json');
const kept = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, string>;
const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);

/**
 * What a family, an icon and two colours are drawn to. Templates and drafts hold such data and are drawn anew each time: what
 * is added may not change what is there. (A published picture is kept itself.)
 */
function drawingsNow(): Record<string, string> {
  const families = FAMILIES.map(({ name }) => {
    const bare = {
      family: name,
      colours: { main: '#1d5c8f', accent: '#f2c66d' },
      emblem: { kind: 'none' },
      title: { text: '', place: 'none' },
      motto: '',
      alt: '',
    } as const;
    const emblem = { kind: 'icon', body: iconBody('flask') ?? '' } as const;
    const whole = { ...bare, emblem, level: { step: 2, of: 3 } };
    return [`family ${name}`, hash(drawComposed(bare).svg + drawComposed(whole).svg)] as const;
  });
  const icons = ICON_NAMES.map((name) => [`icon ${name}`, hash(iconBody(name) ?? '')] as const);
  const tones = ['#1f6a4d', '#f5e663', '#000000', '#ffffff'].map(
    (main) =>
      [`tones ${main}`, hash(JSON.stringify(tonesOf({ main, accent: '#8a1c1c' })))] as const,
  );
  return Object.fromEntries([...families, ...icons, ...tones]);
}

describe('what is drawn from kept data', () => {
  it('is the same as it was when each family, icon and colour was published', () => {
    const now = drawingsNow();
    for (const [name, was] of Object.entries(kept)) expect(now[name], name).toBe(was);
    expect(Object.keys(kept).length).toBeGreaterThan(250);
  });
});
