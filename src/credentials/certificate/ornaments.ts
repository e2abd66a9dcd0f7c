import type { Ornament } from './page-items.js';
import type { Geometry } from './geometry.js';
import type { Design } from '../issuer/brand.js';

const n = (value: number): string => String(Math.round(value * 100) / 100);

const rect = (x: number, y: number, width: number, height: number): string =>
  `M${n(x)} ${n(y)}H${n(x + width)}V${n(y + height)}H${n(x)}Z`;

const frame = (
  { width, height }: Pick<Geometry, 'width' | 'height'>,
  inset: number,
  stroke: string,
  strokeWidth: number,
): Ornament => ({
  kind: 'ornament',
  path: rect(inset, inset, width - 2 * inset, height - 2 * inset),
  stroke,
  strokeWidth,
});

/** Draws a quarter of a flower in each corner. */
function corners({ width, height }: Geometry, inset: number, accent: string): Ornament {
  const one = (x: number, y: number, dx: number, dy: number) =>
    [26, 18, 10]
      .map((reach) => {
        const [toX, toY] = [x + dx * reach, y + dy * reach];
        return `M${n(toX)} ${n(y)}Q${n(toX)} ${n(toY)} ${n(x)} ${n(toY)}`;
      })
      .join('');
  const [right, bottom] = [width - inset, height - inset];
  const path =
    one(inset, inset, 1, 1) +
    one(right, inset, -1, 1) +
    one(inset, bottom, 1, -1) +
    one(right, bottom, -1, -1);
  return { kind: 'ornament', path, stroke: accent, strokeWidth: 0.8 };
}

/** Draws what surrounds the page. */
export function surroundings(
  design: Design,
  geometry: Geometry,
  accent: string,
  dir: 'ltr' | 'rtl',
): Ornament[] {
  const { width, traits } = geometry;
  switch (design) {
    case 'classic':
      return [frame(geometry, 22, accent, 1.5), frame(geometry, 27, accent, 0.5)];
    case 'formal':
      return [
        frame(geometry, 20, accent, 3),
        frame(geometry, 28, accent, 0.75),
        corners(geometry, 28, accent),
      ];
    case 'modern':
      return [{ kind: 'ornament', path: rect(0, 0, width, traits.band), fill: accent }];
    case 'minimal':
      return [
        {
          kind: 'ornament',
          path: rect(dir === 'rtl' ? width - traits.margin - 56 : traits.margin, 36, 56, 4),
          fill: accent,
        },
      ];
  }
}

/** Draws a scalloped seal with a star, around a point. */
export function seal(x: number, y: number, radius: number, accent: string): Ornament[] {
  const around = (count: number, reach: (index: number) => number, start = -Math.PI / 2) =>
    Array.from({ length: count }, (_, index) => {
      const angle = start + (index / count) * 2 * Math.PI;
      return `${n(x + Math.cos(angle) * reach(index))} ${n(y + Math.sin(angle) * reach(index))}`;
    });
  const ring = around(48, (index) => radius * (index % 2 === 0 ? 1 : 0.92));
  const star = around(10, (index) => radius * (index % 2 === 0 ? 0.5 : 0.21));
  const circle = (r: number) =>
    `M${n(x - r)} ${n(y)}A${n(r)} ${n(r)} 0 1 1 ${n(x + r)} ${n(y)}A${n(r)} ${n(r)} 0 1 1 ${n(x - r)} ${n(y)}Z`;
  return [
    { kind: 'ornament', path: `M${ring.join('L')}Z`, fill: accent },
    { kind: 'ornament', path: circle(radius * 0.76), stroke: '#ffffff', strokeWidth: 1.2 },
    { kind: 'ornament', path: `M${star.join('L')}Z`, fill: '#ffffff' },
  ];
}

/** Draws a line to sign on. */
export const rule = (x: number, y: number, width: number, stroke: string): Ornament => ({
  kind: 'ornament',
  path: `M${n(x)} ${n(y)}H${n(x + width)}`,
  stroke,
  strokeWidth: 0.75,
});
