import { outlineLine } from '../../typesetting/index.js';
import type { Item, Page } from './page-items.js';
import { qrSvg } from './qr.js';

const dataUri = (type: string, bytes: Uint8Array | string): string =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;

function paint(item: Item): string {
  switch (item.kind) {
    case 'ornament': {
      const { path, fill = 'none', stroke = 'none', strokeWidth = 1 } = item;
      return `<path d="${path}" fill="${fill}" stroke="${stroke}" stroke-width="${strokeWidth}"/>`;
    }
    case 'text': {
      const { lines, direction, faces, size, color } = item;
      const drawn = lines.map(({ text, x, baseline }) =>
        outlineLine(text, faces, { x, baseline, size, direction }),
      );
      return `<g fill="${color}">${drawn.join('')}</g>`;
    }
    default: {
      const { x, y, width, height } = item;
      const href =
        item.kind === 'qr'
          ? dataUri('image/svg+xml', qrSvg(item.url))
          : dataUri('image/png', item.png);
      const { align = 'center' } = item.kind === 'picture' ? item : {};
      const fit = { left: 'xMinYMid', center: 'xMidYMid', right: 'xMaxYMid' }[align];
      return `<image preserveAspectRatio="${fit}" x="${x}" y="${y}" width="${width}" height="${height}" href="${href}"/>`;
    }
  }
}

/** Paints a page as SVG, as the PDF shows it, for a preview. */
export function paintSvg({ width, height, items }: Page): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
    `<rect width="${width}" height="${height}" fill="#ffffff"/>${items.map(paint).join('')}</svg>`
  );
}
