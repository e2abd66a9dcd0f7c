import { Resvg } from '@resvg/resvg-js';
import { FONT_FILES } from '../../base/index.js';

/** How a badge looks: an SVG where there is one (drawn art), and always a PNG. */
export interface Art {
  readonly svg?: string;
  readonly png: Uint8Array;
}

/** The art of a version of an achievement by its id (an address), or null where none is kept here. */
export type FindArt = (achievementId: string) => Promise<Art | null> | Art | null;

const SIDE = 512;

const escapeXml = (text: string) =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Up to two initials: enough to tell two plain badges apart. */
function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toLocaleUpperCase() ?? '')
    .join('');
}

/** A plain badge for achievements without art of their own: a seal with initials. */
export function plainSvg(name: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${SIDE}">` +
    '<circle cx="256" cy="256" r="244" fill="#1f6a4d"/>' +
    '<circle cx="256" cy="256" r="212" fill="none" stroke="#e6f0e8" stroke-width="6"/>' +
    '<text x="256" y="318" font-family="Noto Sans" font-weight="700" font-size="176" fill="#ffffff" ' +
    `text-anchor="middle">${escapeXml(initialsOf(name))}</text></svg>`
  );
}

/** An SVG of ours as PNG, `width` pixels wide, with our fonts alone. */
export function renderPng(svg: string, width: number): Buffer {
  const fontFiles = [...FONT_FILES.regular, ...FONT_FILES.bold];
  return new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'Noto Sans' },
  })
    .render()
    .asPng();
}

export function plainArt(name: string): Art {
  const svg = plainSvg(name);
  return { svg, png: renderPng(svg, SIDE) };
}
