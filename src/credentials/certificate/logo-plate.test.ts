import { describe, expect, it } from 'vitest';
import { PLAIN_BRAND } from '../issuer/brand.js';
import { layOut } from './lay-out.js';
import { plateBehind } from './logo-plate.js';
import type { Sheet } from './sheet.js';

/** The head of a PNG of this size; nothing here decodes the rest. */
function pngOf(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(33);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}

const sheetOf = (brand: Partial<Sheet['brand']>): Sheet => ({
  content: {
    title: 'Networking',
    issuer: 'Example University',
    opening: 'This certifies that',
    name: 'Amina',
    verb: 'has earned',
    badgeName: 'Networking',
    description: '',
    criteriaTitle: '',
    criteria: '',
    facts: [],
    withdrawn: undefined,
    check: 'Check it here:',
    url: 'https://badges.example.edu/credentials/A',
  },
  phrases: { qrAlt: 'QR', subject: '', attachment: '', notCovered: '', issuedWith: 'Laurel' },
  language: 'en',
  dir: 'ltr',
  awardedDate: '2026-05-04T10:00:00Z',
  art: { png: pngOf(512, 512), alt: 'art' },
  json: '{}',
  brand: { ...PLAIN_BRAND, signatories: [], design: 'modern', ...brand },
});

const itemsOf = (brand: Partial<Sheet['brand']>) => layOut(sheetOf(brand))[0]?.items ?? [];
const isWhite = (item: ReturnType<typeof itemsOf>[number] | undefined) =>
  item?.kind === 'ornament' && item.fill === '#ffffff';

describe('a logo on the band of a certificate', () => {
  it('stands on white, right behind it, where it was made for light grounds', () => {
    const items = itemsOf({ logo: pngOf(400, 160) });
    const at = items.findIndex((item) => item.kind === 'picture' && item.alt === '');
    expect(at).toBeGreaterThan(0);
    expect(isWhite(items[at - 1])).toBe(true);
  });

  it('stands on the band itself where it was made for dark grounds', () => {
    const dark = pngOf(300, 100);
    const items = itemsOf({ logo: pngOf(400, 160), darkLogo: dark });
    expect(items.some((item) => item.kind === 'picture' && item.png === dark)).toBe(true);
    expect(items.some(isWhite)).toBe(false);
  });

  it('is no wider a plate than the logo that was fitted into the box', () => {
    const box = { kind: 'picture', alt: '', x: 100, y: 10, width: 90, height: 40 } as const;
    const left = plateBehind({ ...box, png: pngOf(200, 200), align: 'left' });
    expect(left.path).toBe('M95 5H145V55H95Z');
    const right = plateBehind({ ...box, png: pngOf(900, 100), align: 'right' });
    expect(right.path).toBe('M95 20H195V40H95Z');
  });
});
