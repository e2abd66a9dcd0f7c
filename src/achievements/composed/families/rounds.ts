import { around, at, disc, n, path, ring, star, regular, rounded, C } from '../shapes.js';
import { mottoBox, place, titleBox, type Family } from './family.js';

/** Two rings with a text between them, as on a coin: the second text reads over the top, the level stands at the bottom. */
export const coin: Family = {
  name: 'ring-text',
  draw: ({ deep, main, light, accent }, { hasMotto, hasLevel }) =>
    disc(248, deep.fill) +
    disc(238, light.fill) +
    ring(228, main.fill, 3) +
    (hasMotto
      ? ''
      : ring(203, main.fill, 5, { more: ' stroke-dasharray="0.1 15.95" stroke-linecap="round"' })) +
    (hasMotto && !hasLevel
      ? star(C, 459, 15, accent.fill) + star(98, 386, 11, main.fill) + star(414, 386, 11, main.fill)
      : '') +
    disc(178, main.fill) +
    ring(166, accent.fill, 4),
  emblem: { on: 'main', beside: place(C, 190, 132), alone: place(C, C, 210) },
  title: {
    on: 'main',
    beside: titleBox([C, 308, 268, 96], 2, 48),
    alone: titleBox([C, C, 270, 170], 4),
  },
  motto: {
    kind: 'arc',
    on: 'light',
    band: { x: C, y: C, inner: 184, outer: 224, span: 250, side: 'top', maxSize: 32, minSize: 17 },
  },
  level: { x: C, y: 459, size: 26, mark: 'star', on: 'light' },
};

function leaf(angle: number, radius: number, tilt: number, length: number, fill: string): string {
  const [x, y] = at(angle, radius, C, 238);
  const degrees = ((angle + tilt) * 180) / Math.PI;
  const w = length * 0.3;
  const shape = `M0 0C${n(length * 0.3)} ${n(-w)} ${n(length * 0.75)} ${n(-w)} ${n(length)} 0C${n(length * 0.75)} ${n(w)} ${n(length * 0.3)} ${n(w)} 0 0z`;
  return `<path transform="translate(${n(x)} ${n(y)}) rotate(${n(degrees)})" d="${shape}" fill="${fill}"/>`;
}

/** One half of a wreath: pairs of leaves that grow from the bottom to the top. */
function branch(side: 1 | -1, outer: string, inner: string): string {
  let drawn = '';
  for (let index = 0; index < 11; index += 1) {
    const angle = Math.PI / 2 - side * (0.16 + (index / 11) * 2.55);
    const along = -side * (Math.PI / 2);
    const size = 62 - index * 1.6;
    drawn += leaf(angle, 196, along + side * 0.5, size, outer);
    drawn += leaf(angle, 196, along - side * 0.55, size * 0.84, inner);
  }
  return drawn;
}

/** An open laurel wreath around the emblem; words stand on a folded ribbon that ties it. */
export const wreath: Family = {
  name: 'wreath',
  draw: ({ deep, main, accent, accentLow, high }, { hasTitle }) =>
    disc(166, main.fill, C, 238) +
    ring(154, accent.fill, 4, { y: 238 }) +
    branch(1, main.fill, high) +
    branch(-1, main.fill, high) +
    (hasTitle
      ? path('M44 384H4l24 46-24 46h96V384z', accentLow) +
        path('M468 384h40l-24 46 24 46h-96V384z', accentLow) +
        path('M44 358H468V454H44z', deep.fill) +
        path('M44 454l56 22v-22zM468 454l-56 22v-22z', accentLow) +
        path('M44 368H468M44 444H468', 'none', ` stroke="${accent.fill}" stroke-width="3"`)
      : star(C, 440, 34, accent.fill)),
  emblem: { on: 'main', isAccent: true, beside: place(C, 204, 156), alone: place(C, 236, 180) },
  title: {
    on: 'deep',
    beside: titleBox([C, 406, 396, 68], 2, 50),
    alone: titleBox([C, 226, 252, 130], 4, 50),
    aloneOn: 'main',
  },
  motto: {
    kind: 'line',
    box: mottoBox([C, 306, 244, 30]),
    on: 'main',
  },
  level: { x: C, y: 338, size: 22, mark: 'star', on: 'main' },
};

/** Rings with moons on them: a subject that goes round an idea. */
export const orbit: Family = {
  name: 'orbit',
  draw: ({ deep, main, accent, light }, { hasLevel }) => {
    const moons = [0.35, 2.5, 4.15].map((angle, index) => {
      const [x, y] = at(angle, 226);
      const isHidden = hasLevel && index === 1;
      return isHidden
        ? ''
        : disc(25 - index * 4, light.fill, x, y) + disc(19 - index * 4, accent.fill, x, y);
    });
    return (
      disc(250, deep.fill) +
      ring(226, light.fill, 3, { more: ' opacity="0.55"' }) +
      disc(196, main.fill) +
      ring(196, accent.fill, 7, {
        more: ' stroke-dasharray="400 120 300 411" stroke-linecap="round" transform="rotate(-70 256 256)"',
      }) +
      moons.join('')
    );
  },
  emblem: { on: 'main', beside: place(C, 178, 136), alone: place(C, C, 206) },
  title: {
    on: 'main',
    beside: titleBox([C, 298, 292, 92], 2, 48),
    alone: titleBox([C, 250, 282, 170], 4),
  },
  motto: { kind: 'line', box: mottoBox([C, 376, 220, 32]), on: 'main' },
  level: { x: C, y: 420, size: 20, mark: 'dot', on: 'main' },
};

/** A cog: what is made, mended, kept running. */
export const gear: Family = {
  name: 'gear',
  draw: ({ deep, main, accent }) => {
    const teeth = around(14)
      .map((angle) => {
        const [a, b] = [at(angle - 0.135, 206), at(angle + 0.135, 206)];
        const [c, d] = [at(angle + 0.092, 248), at(angle - 0.092, 248)];
        return rounded([a, b, c, d], main.fill, 6);
      })
      .join('');
    return (
      teeth +
      disc(214, main.fill) +
      ring(194, accent.fill, 5) +
      disc(182, deep.fill) +
      path('M74 256a182 182 0 0 1 364 0z', main.fill, ' opacity="0.35"') +
      regular(8, 204, { turn: 0.5 })
        .map(([x, y]) => disc(5, deep.fill, x, y))
        .join('')
    );
  },
  emblem: { on: 'deep', beside: place(C, 176, 130), alone: place(C, C, 206) },
  title: {
    on: 'deep',
    beside: titleBox([C, 294, 284, 88], 2, 46),
    alone: titleBox([C, C, 270, 170], 4),
  },
  motto: { kind: 'line', box: mottoBox([C, 364, 232, 32]), on: 'deep' },
  level: { x: C, y: 404, size: 22, mark: 'bar', on: 'deep' },
};
