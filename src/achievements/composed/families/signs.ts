import {
  C,
  disc,
  path,
  polygon,
  rect,
  ring,
  rounded,
  starPoints,
  stroke,
  type Point,
} from '../shapes.js';
import { mottoBox, place, titleBox, type Family } from './family.js';

/** One calm disc: the emblem, the words, nothing else. */
export const minimal: Family = {
  name: 'minimal',
  draw: ({ main }) => disc(248, main.fill),
  emblem: { on: 'main', beside: place(C, 168, 176), alone: place(C, C, 260) },
  title: {
    on: 'main',
    beside: titleBox([C, 318, 372, 100], 2, 50),
    alone: titleBox([C, 250, 360, 210], 4, 64),
  },
  motto: { kind: 'line', box: mottoBox([C, 398, 270, 36]), on: 'main' },
  level: { x: C, y: 438, size: 22, mark: 'dot', on: 'main' },
};

/** Letters in two frames laid over each other, one standing on its corner. */
export const monogram: Family = {
  name: 'monogram',
  draw: ({ deep, main, accent, light }) =>
    rounded(
      [
        [C, 20],
        [492, C],
        [C, 492],
        [20, C],
      ],
      deep.fill,
      20,
    ) +
    rect([C, C], [372, 372], deep.fill, { radius: 14 }) +
    rect([C, C], [344, 344], light.fill, { radius: 8 }) +
    stroke('M256 22L490 256 256 490 22 256z', accent.fill, 7, ' stroke-linejoin="round"') +
    rect([C, C], [324, 324], main.fill, { radius: 4 }) +
    rect([C, C], [300, 300], 'none', {
      radius: 2,
      more: ` stroke="${accent.fill}" stroke-width="3"`,
    }),
  emblem: { on: 'main', isAccent: true, beside: place(C, 198, 122), alone: place(C, C, 196) },
  title: {
    on: 'main',
    beside: titleBox([C, 316, 276, 84], 2, 44),
    alone: titleBox([C, C, 276, 180], 4),
  },
  motto: { kind: 'line', box: mottoBox([C, 376, 250, 28]), on: 'main' },
  level: { x: C, y: 128, size: 20, mark: 'diamond', on: 'main' },
};

/** A rank: an upright tab whose chevrons count the level. */
export const chevrons: Family = {
  name: 'chevrons',
  draw: ({ deep, main, accent, high }, { hasLevel }) => {
    const tab = 'M72 40A28 28 0 0 1 100 12H412A28 28 0 0 1 440 40V404L256 500 72 404z';
    const rank = [0, 1, 2]
      .map((index) =>
        stroke(
          `M120 ${336 + index * 38}L256 ${404 + index * 38} 392 ${336 + index * 38}`,
          accent.fill,
          15,
        ),
      )
      .join('');
    return (
      path(tab, deep.fill) +
      path('M86 42A16 16 0 0 1 102 26H410A16 16 0 0 1 426 42V395L256 484 86 395z', main.fill) +
      path('M86 42A16 16 0 0 1 102 26H256V484L86 395z', high, ' opacity="0.5"') +
      (hasLevel ? '' : rank)
    );
  },
  emblem: { on: 'main', beside: place(C, 110, 128), alone: place(C, 176, 220) },
  title: {
    on: 'main',
    beside: titleBox([C, 238, 306, 104], 2, 50),
    alone: titleBox([C, 168, 306, 220], 4),
  },
  motto: { kind: 'line', box: mottoBox([C, 312, 280, 32]), on: 'main' },
  level: { x: C, y: 398, size: 0, mark: 'chevron', on: 'main' },
};

/** A many-pointed star with a disc on it. */
export const starBadge: Family = {
  name: 'star',
  draw: ({ deep, main, accent, accentLow, light }) => {
    const points = starPoints(8, 244, 172);
    const facets = points.flatMap((point, index) => {
      const next = points[(index + 1) % points.length];
      return next === undefined
        ? []
        : [polygon([point, next, [C, C]], index % 2 === 0 ? accentLow : accent.fill)];
    });
    return (
      rounded(points, deep.fill, 18) +
      facets.join('') +
      disc(168, light.fill) +
      disc(160, main.fill) +
      ring(148, accent.fill, 3)
    );
  },
  emblem: { on: 'main', beside: place(C, 188, 122), alone: place(C, C, 196) },
  title: {
    on: 'main',
    beside: titleBox([C, 292, 254, 80], 2, 44),
    alone: titleBox([C, C, 246, 150], 4, 50),
  },
  motto: { kind: 'line', box: mottoBox([C, 352, 196, 28]), on: 'main' },
  level: { x: C, y: 384, size: 20, mark: 'star', on: 'main' },
};

/** Stacked blocks that grow to the right, as a skill does; the words stand on the base. */
export const stairs: Family = {
  name: 'stairs',
  draw: ({ deep, main, accent, high, low, light }, { hasTitle, hasMotto }) => {
    const steps = [0, 1, 2, 3, 4].map((index) =>
      rect(
        [76 + index * 90, 330 - index * 24],
        [90, 120 + index * 48],
        index % 2 === 0 ? high : main.fill,
      ),
    );
    const base: readonly Point[] = [
      [31, 300],
      [481, 300],
      [481, 482],
      [31, 482],
    ];
    return (
      rounded(
        [
          [48, 40],
          [464, 40],
          [464, 464],
          [48, 464],
        ],
        deep.fill,
        60,
      ) +
      rect([C, C], [450, 450], low, { radius: 40 }) +
      `<g clip-path="url(#stairs)">${steps.join('')}</g>` +
      `<clipPath id="stairs"><rect x="31" y="31" width="450" height="450" rx="40"/></clipPath>` +
      (hasTitle
        ? `<g clip-path="url(#stairs)">${polygon(base, light.fill)}${stroke('M31 303H481', accent.fill, 7)}</g>`
        : '') +
      (hasMotto && !hasTitle ? rect([C, 438], [404, 48], light.fill, { radius: 10 }) : '')
    );
  },
  emblem: { on: 'main', isAccent: true, beside: place(C, 172, 160), alone: place(C, C, 230) },
  title: {
    on: 'light',
    beside: titleBox([C, 366, 404, 96], 2, 54),
    alone: titleBox([C, 250, 404, 240], 4, 64),
    aloneOn: 'main',
  },
  motto: { kind: 'line', box: mottoBox([C, 438, 380, 34]), on: 'light' },
  level: { x: C, y: 62, size: 24, mark: 'bar', on: 'main' },
};

/** A gate: a round arch on two pillars, with the words on its threshold. */
export const arch: Family = {
  name: 'arch',
  draw: ({ deep, main, accent, high }, { hasTitle }) =>
    path('M48 240A208 208 0 0 1 464 240V420H48z', deep.fill) +
    path('M64 242A192 192 0 0 1 448 242V420H64z', accent.fill) +
    path('M96 246A160 160 0 0 1 416 246V420H96z', main.fill) +
    path('M96 246A160 160 0 0 1 416 246V300A160 160 0 0 0 96 300z', high, ' opacity="0.7"') +
    rect([80, 300], [52, 16], deep.fill, { radius: 4 }) +
    rect([432, 300], [52, 16], deep.fill, { radius: 4 }) +
    polygon(
      [
        [228, 26],
        [284, 26],
        [274, 96],
        [238, 96],
      ],
      deep.fill,
    ) +
    (hasTitle
      ? rect([C, 440], [480, 112], deep.fill, { radius: 14 }) +
        stroke('M30 398H482M30 482H482', accent.fill, 3)
      : rect([C, 430], [480, 44], deep.fill, { radius: 12 })),
  emblem: { on: 'main', beside: place(C, 214, 160), alone: place(C, 232, 200) },
  title: {
    on: 'deep',
    beside: titleBox([C, 440, 448, 76], 2, 54),
    alone: titleBox([C, 226, 272, 150], 4, 50),
    aloneOn: 'main',
  },
  motto: { kind: 'line', box: mottoBox([C, 322, 260, 32]), on: 'main' },
  level: { x: C, y: 362, size: 24, mark: 'star', on: 'main' },
};
