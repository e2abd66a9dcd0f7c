import { Resvg } from '@resvg/resvg-js';
import {
  facesOf,
  hanStyleOf,
  isRtl,
  outlineLine,
  SANS,
  widthOf,
  wrap,
} from '../../typesetting/index.js';
import { LEADING } from './page-map.js';
import { paintMap, type MapOrder, type WriteText } from './paint.js';

/** How many pixels the picture has for one of the page. */
const SCALE = 1.5;
const INK = '#20261f';
const SOFT = '#586052';

/** The colours of the light page; a picture has no style sheet of its page. */
const STYLE =
  '.group{fill:#faf9f5;stroke:#dcd9cc}.group.done{stroke:#1f6a4d}' +
  '.node{fill:#fff;stroke:#84897c;stroke-width:1.5}.node.done{fill:#e6f0e8;stroke:#1f6a4d}.node.locked{stroke-dasharray:5 4}' +
  '.node.under-way{stroke:#8a6414;fill:#f8efd8}.node.next{stroke:#2b5a86}.node.optional{stroke-dasharray:2 3}' +
  '.inner{fill:none;stroke:#2b5a86}.edge{fill:none;stroke:#84897c;stroke-width:1.5}.edge.advice{stroke-dasharray:4 4}.tip{fill:#84897c}' +
  '.milestone{fill:#f8efd8;stroke:#8a6414;stroke-width:2}.milestone.open{fill:#fff;stroke-dasharray:6 4}' +
  '.star{fill:none;stroke:#8a6414;stroke-width:1.5}.star.done{fill:#8a6414}' +
  '.sign-fill{fill:#586052}.sign-ring{fill:none;stroke:#586052;stroke-width:1.8}.sign-line{fill:none;stroke:#fff;stroke-width:2}' +
  '.sign.done .sign-fill{fill:#1f6a4d}.sign.next .sign-fill{fill:#2b5a86}.sign.under-way .sign-fill{fill:#8a6414}';

/** Writes outlines: a picture takes no fonts along. */
const write: WriteText = (text, { x, y, size, width, lines: mostLines }, { bold, soft, isEnd }) => {
  if (text === '') return '';
  const faces = facesOf({ ...SANS, weight: bold ? 'bold' : 'regular', han: hanStyleOf(text) });
  const lines = wrap(text, faces, { width: width / size, mostLines });
  const top = y - ((lines.length - 1) * size * LEADING) / 2;
  const outlines = lines.map((line, at) => {
    const direction = isRtl(line) ? 'rtl' : 'ltr';
    const left = isEnd ? x - widthOf(line, faces) * size : x;
    const baseline = top + at * size * LEADING;
    return outlineLine(line, faces, { x: left, baseline, size, direction });
  });
  return `<g fill="${soft ? SOFT : INK}">${outlines.join('')}</g>`;
};

/** Draws a pathway's map as PNG, in a process of its own. */
export function run(order: MapOrder): Uint8Array {
  const svg = paintMap(order, write, (width) => `width="${width}"`).replace(
    '<defs>',
    `<style>${STYLE}</style><defs>`,
  );
  const resvg = new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: SCALE },
    font: { loadSystemFonts: false },
  });
  return resvg.render().asPng();
}
