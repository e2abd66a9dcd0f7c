export type Point = readonly [number, number];

/** The middle of every drawing: its units are 512 × 512. */
export const C = 256;

export const n = (value: number): string => String(Math.round(value * 10) / 10);

/** A point on a circle around the middle, or around another point. */
export const at = (angle: number, radius: number, x: number = C, y: number = C): Point => [
  x + Math.cos(angle) * radius,
  y + Math.sin(angle) * radius,
];

/** Angles around the clock, the first at twelve. */
export const around = (count: number, turn = 0): number[] =>
  Array.from({ length: count }, (_, index) => ((index + turn) / count) * 2 * Math.PI - Math.PI / 2);

export const path = (d: string, fill: string, more = ''): string =>
  `<path d="${d}" fill="${fill}"${more}/>`;

export const stroke = (d: string, colour: string, width: number, more = ''): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}"${more}/>`;

export const disc = (radius: number, fill: string, x: number = C, y: number = C): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}"/>`;

export const ring = (
  radius: number,
  colour: string,
  width: number,
  { x = C, y = C, more = '' }: { x?: number; y?: number; more?: string } = {},
): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="none" stroke="${colour}" stroke-width="${width}"${more}/>`;

/** A rectangle by its middle. */
export const rect = (
  [x, y]: Point,
  [width, height]: Point,
  fill: string,
  { radius = 0, more = '' }: { radius?: number; more?: string } = {},
): string =>
  `<rect x="${n(x - width / 2)}" y="${n(y - height / 2)}" width="${n(width)}" height="${n(height)}" rx="${radius}" fill="${fill}"${more}/>`;

export const polyline = (points: readonly Point[]): string =>
  `M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}z`;

export const polygon = (points: readonly Point[], fill: string, more = ''): string =>
  path(polyline(points), fill, more);

/** A shape with rounded corners: its outline is as wide as the rounding asks. */
export const rounded = (points: readonly Point[], fill: string, width: number): string =>
  polygon(points, fill, ` stroke="${fill}" stroke-width="${width}" stroke-linejoin="round"`);

export const regular = (
  count: number,
  radius: number,
  { x = C, y = C, turn = 0 }: { x?: number; y?: number; turn?: number } = {},
): Point[] => around(count, turn).map((angle) => at(angle, radius, x, y));

/** Points that go in and out between two radii. */
export const starPoints = (
  count: number,
  outer: number,
  inner: number,
  { x = C, y = C }: { x?: number; y?: number } = {},
): Point[] =>
  around(count * 2).map((angle, index) => at(angle, index % 2 === 0 ? outer : inner, x, y));

export const star = (x: number, y: number, radius: number, fill: string): string =>
  polygon(starPoints(5, radius, radius * 0.42, { x, y }), fill);

export const group = (drawn: string, transform: string): string =>
  `<g transform="${transform}">${drawn}</g>`;

/** The same, mirrored at the middle. */
export const mirrored = (drawn: string): string => group(drawn, 'translate(512 0) scale(-1 1)');
