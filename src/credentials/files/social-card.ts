import { plainText } from '../../open-badges/index.js';
import {
  facesOf,
  hanStyleOf,
  isRtl,
  outlineLine,
  SANS,
  widthOf,
  wrap,
  type Weight,
} from '../../typesetting/index.js';
import { renderPng } from './art.js';
import { nameIssuer } from '../credential/name-issuer.js';
import type { OpenBadgeCredential } from '../credential/open-badge.js';

const WIDTH = 1200;
const HEIGHT = 630;
const TEXT_X = 560;
const TEXT_WIDTH = 580;

interface Block {
  readonly text: string;
  readonly weight: Weight;
  readonly size: number;
  readonly color: string;
  readonly mostLines: number;
  readonly before: number;
}

/** Lines of text one under the other, each from where its own direction starts. */
function setBlocks(blocks: readonly Block[]): string {
  const han = hanStyleOf(blocks.map(({ text }) => text).join(' '));
  let svg = '';
  let y = 0;
  for (const { text, weight, size, color, mostLines, before } of blocks) {
    const faces = facesOf({ ...SANS, weight, han });
    y += before;
    let lines = '';
    for (const line of wrap(text, faces, { width: TEXT_WIDTH / size, mostLines })) {
      y += size * 1.28;
      const x = isRtl(line) ? TEXT_WIDTH - widthOf(line, faces) * size : 0;
      lines += outlineLine(line, faces, { x, baseline: y, size });
    }
    svg += `<g fill="${color}">${lines}</g>`;
  }
  return `<g transform="translate(${TEXT_X} ${Math.max(60, (HEIGHT - y) / 2 - 20)})">${svg}</g>`;
}

/** The picture that goes with a link to a shared badge: 1200 × 630 (Open Graph), without the earner's name. */
export function drawSocialCard(badge: OpenBadgeCredential, art: Uint8Array): Buffer {
  const { achievement } = badge.credentialSubject;
  const picture = Buffer.from(art).toString('base64');
  const blocks: Block[] = [
    { ...line(nameIssuer(badge.issuer), 30, '#1f6a4d', 3), weight: 'bold', before: 0 },
    { ...line(achievement.name, 58, '#20261f', 3), weight: 'bold', before: 18 },
    {
      ...line(plainText(achievement.description), 28, '#586052', 4),
      weight: 'regular',
      before: 18,
    },
  ];
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#faf9f5"/>` +
    `<rect width="16" height="${HEIGHT}" fill="#1f6a4d"/>` +
    `<image x="90" y="115" width="400" height="400" href="data:image/png;base64,${picture}"/>` +
    `${setBlocks(blocks)}</svg>`;
  return renderPng(svg, WIDTH);
}

const line = (text: string, size: number, color: string, mostLines: number) => ({
  text,
  size,
  color,
  mostLines,
});
