import type { Palette } from './palettes.js';
import type { TextBox } from './outline-text.js';

/** A drawing in 512 × 512 units around a place for the text. */
export interface Template {
  readonly name: string;
  readonly box: TextBox;
  /** Whether the text stands on `deep` instead of `main`. */
  readonly isOnDeep?: boolean;
  readonly draw: (palette: Palette) => string;
}

const C = 256;
const n = (value: number) => String(Math.round(value * 10) / 10);
const at = (angle: number, radius: number): [number, number] => [
  C + Math.cos(angle) * radius,
  C + Math.sin(angle) * radius,
];
const around = (count: number) =>
  Array.from({ length: count }, (_, index) => (index / count) * 2 * Math.PI - Math.PI / 2);
const disc = (radius: number, fill: string, more = '') =>
  `<circle cx="${C}" cy="${C}" r="${radius}" fill="${fill}"${more}/>`;
const ring = (radius: number, stroke: string, width: number, more = '') =>
  `<circle cx="${C}" cy="${C}" r="${radius}" fill="none" stroke="${stroke}" stroke-width="${width}"${more}/>`;
const polygon = (points: readonly (readonly [number, number])[], attributes: string) =>
  `<polygon points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}" ${attributes}/>`;

function star(x: number, y: number, radius: number, fill: string): string {
  const points = Array.from({ length: 10 }, (_, index): [number, number] => {
    const angle = (index / 10) * 2 * Math.PI - Math.PI / 2;
    const reach = index % 2 === 0 ? radius : radius * 0.42;
    return [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach];
  });
  return polygon(points, `fill="${fill}"`);
}

/** A leaf that grows from a point on a circle, `tilt` away from its tangent. */
function leaf(angle: number, radius: number, tilt: number, length: number, fill: string): string {
  const [x, y] = at(angle, radius);
  const degrees = ((angle + tilt) * 180) / Math.PI;
  const w = length * 0.28;
  const shape = `M0 0C${n(length * 0.3)} ${n(-w)} ${n(length * 0.75)} ${n(-w)} ${n(length)} 0C${n(length * 0.75)} ${n(w)} ${n(length * 0.3)} ${n(w)} 0 0z`;
  return `<path transform="translate(${n(x)} ${n(y)}) rotate(${n(degrees)})" d="${shape}" fill="${fill}"/>`;
}

function wreath(radius: number, size: number, pairs: number, fill: string): string {
  let drawn = '';
  for (const side of [1, -1]) {
    for (let index = 0; index < pairs; index += 1) {
      const angle = Math.PI / 2 - side * (0.22 + (index / pairs) * 2.35);
      const along = -side * (Math.PI / 2);
      drawn += leaf(angle, radius, along + side * 0.5, size, fill);
      drawn += leaf(angle, radius, along - side * 0.55, size * 0.86, fill);
    }
  }
  return drawn;
}

function scallops(count: number, radius: number, bump: number, fill: string): string {
  const bumps = around(count).map((angle) => {
    const [x, y] = at(angle, radius);
    return `<circle cx="${n(x)}" cy="${n(y)}" r="${bump}" fill="${fill}"/>`;
  });
  return bumps.join('') + disc(radius, fill);
}

const hexagon = (radius: number, attributes: string) =>
  polygon(
    around(6).map((angle) => at(angle, radius)),
    `stroke-linejoin="round" ${attributes}`,
  );

const SHIELD =
  'M256 34C318 66 380 80 446 82C450 250 410 390 256 480C102 390 62 250 66 82C132 80 194 66 256 34z';
const shield = (scale: number, attributes: string) =>
  `<path transform="translate(${n(C * (1 - scale))} ${n(250 * (1 - scale))}) scale(${scale})" d="${SHIELD}" ${attributes}/>`;

const box = (
  y: number,
  width: number,
  height: number,
  lines: number,
  maxSize: number,
): TextBox => ({
  x: C,
  y,
  width,
  height,
  lines,
  maxSize,
});

export const TEMPLATES: readonly Template[] = [
  {
    name: 'wreath',
    box: box(238, 262, 170, 3, 52),
    draw: (p) =>
      disc(244, p.deep) +
      disc(232, p.main) +
      ring(218, p.accent, 3) +
      wreath(184, 42, 11, p.accent) +
      star(C, 424, 20, p.accent),
  },
  {
    name: 'seal',
    box: box(268, 290, 170, 3, 54),
    draw: (p) =>
      scallops(28, 218, 26, p.deep) +
      disc(204, p.main) +
      ring(188, p.light, 4, ' stroke-dasharray="1 13" stroke-linecap="round"') +
      star(C, 130, 34, p.accent) +
      star(186, 148, 18, p.accent) +
      star(326, 148, 18, p.accent) +
      `<path d="M166 390h180" stroke="${p.accent}" stroke-width="5" stroke-linecap="round"/>`,
  },
  {
    name: 'hexagon',
    box: box(256, 324, 124, 3, 50),
    isOnDeep: true,
    draw: (p) =>
      hexagon(236, `fill="${p.deep}" stroke="${p.deep}" stroke-width="24"`) +
      hexagon(222, `fill="${p.main}" stroke="${p.light}" stroke-width="5"`) +
      polygon(
        [at(-Math.PI / 2, 190), at(-Math.PI / 6, 190), [C, C], at((-5 * Math.PI) / 6, 190)],
        `fill="${p.light}" opacity="0.16"`,
      ) +
      star(C, 124, 36, p.accent) +
      `<rect x="46" y="184" width="420" height="144" rx="14" fill="${p.deep}"/>` +
      `<path d="M62 196h388M62 316h388" stroke="${p.accent}" stroke-width="4"/>` +
      `<path d="M206 378l50 34 50-34" fill="none" stroke="${p.accent}" stroke-width="9" stroke-linecap="round" stroke-linejoin="round"/>`,
  },
  {
    name: 'shield',
    box: box(250, 296, 150, 3, 52),
    draw: (p) =>
      shield(1, `fill="${p.deep}"`) +
      shield(0.94, `fill="${p.main}"`) +
      shield(0.86, `fill="none" stroke="${p.accent}" stroke-width="5"`) +
      star(C, 128, 30, p.accent) +
      `<path d="M204 366l52 30 52-30" fill="none" stroke="${p.light}" stroke-width="10" stroke-linecap="round" stroke-linejoin="round"/>`,
  },
  {
    name: 'rosette',
    box: box(204, 244, 150, 3, 48),
    draw: (p) =>
      `<path d="M150 300L104 492l66-26 40 46 40-180zM362 300l46 192-66-26-40 46-40-180z" fill="${p.main}"/>` +
      `<path d="M178 330l-32 132 34-14 22 24 30-130zM334 330l32 132-34-14-22 24-30-130z" fill="${p.accent}"/>` +
      `<g transform="translate(0 -52)">${scallops(20, 178, 28, p.deep)}${disc(164, p.main)}${ring(148, p.accent, 4)}</g>`,
  },
  {
    name: 'orbit',
    box: box(256, 258, 150, 3, 50),
    draw: (p) =>
      disc(244, p.light) +
      ring(222, p.main, 10, ' stroke-dasharray="420 90 260 140" stroke-linecap="round"') +
      ring(
        196,
        p.accent,
        8,
        ' stroke-dasharray="300 120 180 90" stroke-linecap="round" transform="rotate(70 256 256)"',
      ) +
      disc(174, p.main) +
      [0.4, 2.3, 4.4]
        .map((angle, index) => {
          const [x, y] = at(angle, 222);
          return `<circle cx="${n(x)}" cy="${n(y)}" r="${20 - index * 4}" fill="${p.deep}" stroke="${p.light}" stroke-width="6"/>`;
        })
        .join(''),
  },
  {
    name: 'peak',
    box: box(196, 310, 130, 3, 52),
    draw: (p) =>
      `<defs><clipPath id="peak"><circle cx="256" cy="256" r="228"/></clipPath></defs>` +
      disc(244, p.deep) +
      `<g clip-path="url(#peak)">${disc(228, p.main)}<circle cx="352" cy="312" r="44" fill="${p.accent}"/>` +
      `<path d="M0 512V420L120 318l70 62 96-104 96 110 60-46 90 80v92z" fill="${p.light}" opacity="0.55"/>` +
      `<path d="M0 512v-52l110-66 84 58 92-84 104 88 70-36 62 40v52z" fill="${p.deep}"/></g>` +
      ring(212, p.light, 3),
  },
  {
    name: 'ticket',
    box: box(256, 320, 170, 4, 52),
    draw: (p) =>
      `<rect x="40" y="96" width="432" height="320" rx="44" fill="${p.deep}"/>` +
      `<rect x="54" y="110" width="404" height="292" rx="34" fill="${p.main}"/>` +
      `<rect x="70" y="126" width="372" height="260" rx="24" fill="none" stroke="${p.light}" stroke-width="4" stroke-dasharray="2 14" stroke-linecap="round"/>` +
      star(C, 152, 22, p.accent) +
      star(C, 360, 22, p.accent),
  },
];

/** The template of a name; an unknown one gives the first, for a badge must always have a picture. */
export function findTemplate(name: string): Template {
  const [first] = TEMPLATES;
  return TEMPLATES.find((one) => one.name === name) ?? (first as Template);
}
