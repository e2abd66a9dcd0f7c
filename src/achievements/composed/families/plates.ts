import { C, disc, path, polygon, rect, regular, rounded, stroke, type Point } from '../shapes.js';
import { mottoBox, place, titleBox, type Family } from './family.js';

/** A ticket with a torn-off edge: the emblem on the stub, the words beside it. */
export const ticket: Family = {
  name: 'ticket',
  draw: ({ deep, main, accent, light }) => {
    const outline =
      'M40 100H152a20 20 0 0 0 40 0H472a32 32 0 0 1 32 32V380a32 32 0 0 1-32 32H192a20 20 0 0 0-40 0H40A32 32 0 0 1 8 380V132A32 32 0 0 1 40 100z';
    return (
      path(outline, deep.fill) +
      path(
        'M40 114H148a26 26 0 0 0 48 0H472a18 18 0 0 1 18 18V380a18 18 0 0 1-18 18H196a26 26 0 0 0-48 0H40A18 18 0 0 1 22 380V132A18 18 0 0 1 40 114z',
        main.fill,
      ) +
      path(
        'M40 114H148a26 26 0 0 0 24 14V384a26 26 0 0 0-24 14H40A18 18 0 0 1 22 380V132A18 18 0 0 1 40 114z',
        accent.fill,
      ) +
      stroke('M172 138V376', light.fill, 5, ' stroke-dasharray="0.1 17" stroke-linecap="round"')
    );
  },
  emblem: { on: 'accent', beside: place(97, C, 116), alone: place(334, C, 190), aloneOn: 'main' },
  title: {
    on: 'main',
    beside: titleBox([334, 240, 276, 170], 4, 52),
    alone: titleBox([334, 240, 276, 170], 4, 52),
  },
  motto: { kind: 'line', box: mottoBox([334, 368, 270, 36]), on: 'main' },
  level: { x: 334, y: 142, size: 24, mark: 'dot', on: 'main' },
};

/** A postage stamp: perforated edge, a picture, and the words in a margin. */
export const stamp: Family = {
  name: 'stamp',
  draw: ({ main, light, accent, deep, high }, { hasTitle }) => {
    const edge = (dx: number, dy: number) =>
      `l${dx * 15} ${dy * 15}a13 13 0 0 0 ${dx * 26} ${dy * 26}`.concat(
        `l${dx * 27} ${dy * 27}a13 13 0 0 0 ${dx * 26} ${dy * 26}`.repeat(8),
        `l${dx * 15} ${dy * 15}`,
      );
    const outline = `M16 16${edge(1, 0)}${edge(0, 1)}${edge(-1, 0)}${edge(0, -1)}z`;
    const picture = hasTitle ? 252 : 376;
    return (
      path(outline, deep.fill) +
      rect([C, C], [420, 420], light.fill, { radius: 3 }) +
      rect([C, 68 + picture / 2], [376, picture], main.fill) +
      polygon(
        [
          [68, 68 + picture],
          [444, 68],
          [444, 68 + picture],
        ],
        high,
        ' opacity="0.6"',
      ) +
      (hasTitle ? stroke(`M68 ${79 + picture}H444`, accent.fill, 6) : '')
    );
  },
  emblem: { on: 'main', beside: place(C, 176, 150), alone: place(C, 240, 220) },
  title: {
    on: 'light',
    beside: titleBox([C, 391, 376, 90], 2, 50),
    alone: titleBox([C, 236, 330, 190], 4),
    aloneOn: 'main',
  },
  motto: { kind: 'line', box: mottoBox([C, 94, 340, 34]), on: 'main' },
  level: { x: C, y: 290, size: 24, mark: 'star', on: 'main' },
};

/** A plaque with cut corners and four studs. */
export const plaque: Family = {
  name: 'plaque',
  draw: ({ deep, main, accent, high }) => {
    const cut = (m: number, c: number): Point[] => [
      [m + c, m + 16],
      [512 - m - c, m + 16],
      [512 - m, m + c + 16],
      [512 - m, 496 - m - c],
      [512 - m - c, 496 - m],
      [m + c, 496 - m],
      [m, 496 - m - c],
      [m, m + c + 16],
    ];
    return (
      polygon(cut(14, 62), deep.fill) +
      polygon(cut(26, 58), accent.fill) +
      polygon(cut(34, 55), main.fill) +
      polygon(
        [
          [34, 105],
          [89, 50],
          [423, 50],
          [478, 105],
          [478, 150],
          [34, 150],
        ],
        high,
        ' opacity="0.55"',
      ) +
      stroke('M100 70H412M100 442H412', accent.fill, 3) +
      [
        [86, 102],
        [426, 102],
        [86, 410],
        [426, 410],
      ]
        .map(([x, y]) => disc(8, accent.fill, x, y))
        .join('')
    );
  },
  emblem: { on: 'main', isAccent: true, beside: place(C, 166, 132), alone: place(C, C, 220) },
  title: {
    on: 'main',
    beside: titleBox([C, 296, 390, 118], 3, 54),
    alone: titleBox([C, 246, 390, 210], 4, 58),
  },
  motto: { kind: 'line', box: mottoBox([C, 380, 300, 36]), on: 'main' },
  level: { x: C, y: 418, size: 24, mark: 'dot', on: 'main' },
};

/** An eight-sided sign, as beside a road: two frames and nothing else. */
export const octagon: Family = {
  name: 'octagon',
  draw: ({ deep, main, light }) =>
    rounded(regular(8, 244, { turn: 0.5 }), deep.fill, 16) +
    rounded(regular(8, 228, { turn: 0.5 }), light.fill, 10) +
    rounded(regular(8, 210, { turn: 0.5 }), main.fill, 10),
  emblem: { on: 'main', isAccent: true, beside: place(C, 176, 136), alone: place(C, C, 210) },
  title: {
    on: 'main',
    beside: titleBox([C, 306, 342, 104], 2, 52),
    alone: titleBox([C, C, 320, 180], 4, 56),
  },
  motto: { kind: 'line', box: mottoBox([C, 382, 250, 34]), on: 'main' },
  level: { x: C, y: 418, size: 22, mark: 'bar', on: 'main' },
};
