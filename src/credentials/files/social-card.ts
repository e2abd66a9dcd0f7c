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
import { readableOn } from '../issuer/accent.js';
import { nameIssuer } from '../credential/name-issuer.js';
import type { OpenBadgeCredential } from '../credential/open-badge.js';

const WIDTH = 1200;
const HEIGHT = 630;
const TEXT_X = 560;
const TEXT_WIDTH = 580;
const GROUND = '#faf9f5';
const SOFT = '#586052';
/** Of the picture's foot, where it is said with what the badge was issued. */
const FOOT = { size: 20, baseline: HEIGHT - 28 };
/** The left column: the logo above the badge, or the badge in its middle. */
const LOGO = { x: 90, y: 44, width: 400, height: 76 };
const ART_SIDE = 400;

interface Block {
  readonly text: string;
  readonly weight: Weight;
  readonly size: number;
  readonly color: string;
  readonly mostLines: number;
  readonly before: number;
}

/** Places lines of text below each other, each starting where its text's direction starts. */
function setBlocks(blocks: readonly Block[]): string {
  const han = hanStyleOf(blocks.map(({ text }) => text).join(' '));
  let svg = '';
  let y = 0;
  for (const { text, weight, size, color, mostLines, before } of blocks) {
    const faces = facesOf({ ...SANS, weight, han });
    y += before;
    const direction = isRtl(text) ? 'rtl' : 'ltr';
    let lines = '';
    for (const line of wrap(text, faces, { width: TEXT_WIDTH / size, mostLines })) {
      y += size * 1.28;
      const x = direction === 'rtl' ? TEXT_WIDTH - widthOf(line, faces) * size : 0;
      lines += outlineLine(line, faces, { x, baseline: y, size, direction });
    }
    svg += `<g fill="${color}">${lines}</g>`;
  }
  return `<g transform="translate(${TEXT_X} ${Math.max(60, (HEIGHT - y) / 2 - 20)})">${svg}</g>`;
}

/** What of a school's brand is on the picture. */
export interface CardSchool {
  /** `#rrggbb` */
  readonly accent: string;
  /** "Issued with Laurel" in the reader's language. */
  readonly issuedWith: string;
  /** A PNG for light grounds. */
  readonly logo?: Uint8Array;
}

const image = (png: Uint8Array, place: string): string =>
  `<image ${place} href="data:image/png;base64,${Buffer.from(png).toString('base64')}"/>`;

function setFoot(text: string): string {
  const faces = facesOf(SANS);
  const { size, baseline } = FOOT;
  const right = isRtl(text) ? TEXT_WIDTH - widthOf(text, faces) * size : 0;
  return `<g fill="${SOFT}">${outlineLine(text, faces, { x: TEXT_X + right, baseline, size })}</g>`;
}

/** The logo and the badge, one above the other. */
function setPictures(art: Uint8Array, logo: Uint8Array | undefined): string {
  const y = logo === undefined ? (HEIGHT - ART_SIDE) / 2 : LOGO.y + LOGO.height + 28;
  const badge = image(art, `x="${LOGO.x}" y="${y}" width="${ART_SIDE}" height="${ART_SIDE}"`);
  if (logo === undefined) return badge;
  const { x, width, height } = LOGO;
  const place = `x="${x}" y="${LOGO.y}" width="${width}" height="${height}"`;
  return image(logo, `preserveAspectRatio="xMidYMid" ${place}`) + badge;
}

/**
 * The picture that goes with a link to a shared badge: 1200 × 630 (Open Graph), without the earner's name. The school's logo
 * and name come first.
 */
export function drawSocialCard({
  badge,
  art,
  school,
}: {
  readonly badge: OpenBadgeCredential;
  readonly art: Uint8Array;
  readonly school: CardSchool;
}): Buffer {
  const { achievement } = badge.credentialSubject;
  const accent = readableOn(GROUND, school.accent);
  const blocks: Block[] = [
    { ...line(nameIssuer(badge.issuer), 30, accent, 3), weight: 'bold', before: 0 },
    { ...line(achievement.name, 58, '#20261f', 3), weight: 'bold', before: 18 },
    {
      ...line(plainText(achievement.description), 28, SOFT, 4),
      weight: 'regular',
      before: 18,
    },
  ];
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${GROUND}"/>` +
    `<rect width="16" height="${HEIGHT}" fill="${accent}"/>` +
    `${setPictures(art, school.logo)}${setBlocks(blocks)}${setFoot(school.issuedWith)}</svg>`;
  return renderPng(svg, WIDTH);
}

const line = (text: string, size: number, color: string, mostLines: number) => ({
  text,
  size,
  color,
  mostLines,
});
