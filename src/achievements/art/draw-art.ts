import { Resvg } from '@resvg/resvg-js';
import { outlineText } from './outline-text.js';
import { findPalette } from './palettes.js';
import { findTemplate } from './templates.js';

/** The side of a drawn badge, in pixels. */
export const ART_SIZE = 512;

const escapeXml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export interface DrawnArt {
  readonly template: string;
  readonly palette: string;
  readonly text: string;
  /** For who cannot see the picture. */
  readonly alt: string;
}

/** A badge as SVG that needs nothing else: no font, no style, no script. The same input gives the same bytes. */
export function drawArt({
  template: templateName,
  palette: paletteName,
  text,
  alt,
}: DrawnArt): string {
  const template = findTemplate(templateName);
  const palette = findPalette(paletteName);
  const colour = template.isOnDeep === true ? palette.deepInk : palette.ink;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${ART_SIZE} ${ART_SIZE}" width="${ART_SIZE}" height="${ART_SIZE}" role="img">` +
    `<title>${escapeXml(alt)}</title>` +
    `${template.draw(palette)}${outlineText(text, template.box, colour)}</svg>`
  );
}

/** SVG as PNG, `size` pixels wide. No fonts are looked up and nothing is fetched. */
export function renderPng(svg: string, size: number = ART_SIZE): Buffer {
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'width', value: size },
    font: { loadSystemFonts: false },
  });
  return Buffer.from(resvg.render().asPng());
}

/** Whether anything covers the middle of a drawing. */
export function isDrawnAtCentre(svg: string): boolean {
  const side = 33;
  const options = {
    fitTo: { mode: 'width', value: side },
    font: { loadSystemFonts: false },
  } as const;
  const { pixels } = new Resvg(svg, { ...options, logLevel: 'off' }).render();
  const middle = (side * Math.floor(side / 2) + Math.floor(side / 2)) * 4;
  return (pixels[middle + 3] ?? 0) > 0;
}
