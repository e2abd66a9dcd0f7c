/** Points of an outline, in turn x and y. */
type Numbers = readonly number[];

const n = (value: number): string => String(Math.round(value * 100) / 100);

/** A quadratic curve as PDF has none: the cubic one that is the same (ISO 32000-1, 8.5.2.2). */
function cubic([fromX = 0, fromY = 0]: Numbers, [x1 = 0, y1 = 0, x = 0, y = 0]: Numbers): Numbers {
  const near = (end: number, control: number) => end + (2 / 3) * (control - end);
  return [near(fromX, x1), near(fromY, y1), near(x, x1), near(y, y1), x, y];
}

/**
 * The outline of a glyph, SVG path data of absolute M, L, Q, C and Z as HarfBuzz writes it, as PDF's operators that fill it. A
 * page of Arabic has thousands of the same few dots: each is read once.
 */
export function outlineOps(path: string): string {
  const ops: string[] = [];
  let at: Numbers = [0, 0];
  for (const [, command = '', given = ''] of path.matchAll(/([MLQCZ])([^MLQCZ]*)/g)) {
    const numbers = given.match(/-?[\d.]+/g)?.map(Number) ?? [];
    if (command === 'Z') ops.push('h');
    else if (command === 'M') ops.push(`${numbers.map(n).join(' ')} m`);
    else if (command === 'L') ops.push(`${numbers.map(n).join(' ')} l`);
    else ops.push(`${(command === 'Q' ? cubic(at, numbers) : numbers).map(n).join(' ')} c`);
    if (command !== 'Z') at = numbers.slice(-2);
  }
  return `${ops.join(' ')} f`;
}
