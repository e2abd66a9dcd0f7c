import { zipSync } from 'fflate';
import type { OpenBadgeCredential } from '../credential/open-badge.js';
import { drawSocialCard, type CardSchool } from './social-card.js';
import { plainSvg, renderPng } from './art.js';

/** The side of a plain badge as PNG, in pixels. */
const PLAIN_SIDE = 512;

/** What is made of a badge, each with its input. */
export type BadgeDrawing =
  | {
      readonly make: 'card';
      readonly badge: OpenBadgeCredential;
      readonly art: Uint8Array;
      readonly school: CardSchool;
    }
  | { readonly make: 'plain'; readonly name: string; readonly format: 'svg' | 'png' }
  | { readonly make: 'zip'; readonly files: Record<string, Uint8Array>; readonly now: Date };

function drawPlain(name: string, format: 'svg' | 'png'): Uint8Array {
  const svg = plainSvg(name);
  return format === 'svg' ? Buffer.from(svg) : renderPng(svg, PLAIN_SIDE);
}

/** Makes a file of a badge in a worker process. */
export function run(order: BadgeDrawing): Uint8Array {
  switch (order.make) {
    case 'card':
      return drawSocialCard(order);
    case 'plain':
      return drawPlain(order.name, order.format);
    case 'zip':
      return zipSync(order.files, { mtime: order.now, level: 6 });
  }
}
