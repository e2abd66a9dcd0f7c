import { plainText } from '../certificate/plain-text.js';
import { readFaces, type Weight } from '../certificate/fonts.js';
import { wrap } from '../certificate/wrap.js';
import { renderPng } from '../files/art.js';
import type { OpenBadgeCredential } from '../open-badge.js';

const WIDTH = 1200;
const HEIGHT = 630;
const TEXT_X = 560;
const TEXT_WIDTH = 580;

const escapeXml = (text: string) =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

interface Block {
  readonly text: string;
  readonly weight: Weight;
  readonly size: number;
  readonly color: string;
  readonly mostLines: number;
  readonly before: number;
}

/** Lines of text one under the other. SVG lays each out in its own direction. */
function setBlocks(blocks: readonly Block[]): string {
  const faces = readFaces();
  let svg = '';
  let y = 0;
  for (const { text, weight, size, color, mostLines, before } of blocks) {
    y += before;
    const limits = { width: TEXT_WIDTH / size, mostLines };
    for (const line of wrap(text, faces[weight], limits)) {
      y += size * 1.28;
      const bold = weight === 'bold' ? ' font-weight="700"' : '';
      svg += `<text x="0" y="${y}" font-size="${size}" fill="${color}"${bold}>${escapeXml(line)}</text>`;
    }
  }
  return `<g transform="translate(${TEXT_X} ${Math.max(60, (HEIGHT - y) / 2 - 20)})">${svg}</g>`;
}

/** The picture that goes with a link to a shared badge: 1200 × 630 (Open Graph), without the earner's name. */
export function drawSocialCard(badge: OpenBadgeCredential, art: Uint8Array): Buffer {
  const { achievement } = badge.credentialSubject;
  const picture = Buffer.from(art).toString('base64');
  const blocks: Block[] = [
    { ...line(badge.issuer.name ?? badge.issuer.id, 30, '#1f6a4d', 2), weight: 'bold', before: 0 },
    { ...line(achievement.name, 58, '#20261f', 3), weight: 'bold', before: 18 },
    {
      ...line(plainText(achievement.description), 28, '#586052', 4),
      weight: 'regular',
      before: 18,
    },
  ];
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Noto Sans">` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#faf9f5"/>` +
    `<rect width="16" height="${HEIGHT}" fill="#1f6a4d"/>` +
    `<image x="90" y="115" width="400" height="400" href="data:image/png;base64,${picture}"/>` +
    `${setBlocks(blocks)}</svg>`;
  return renderPng(svg, WIDTH);
}

const line = (text: string, size: number, color: string, mostLines: number) => ({
  ...{ text, size, color, mostLines },
});
