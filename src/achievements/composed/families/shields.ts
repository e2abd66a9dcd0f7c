import {
  C,
  group,
  mirrored,
  path,
  polygon,
  rect,
  regular,
  rounded,
  star,
  stroke,
} from '../shapes.js';
import { mottoBox, place, titleBox, type Family } from './family.js';

const HEATER =
  'M256 12C322 44 386 56 460 58C466 250 418 398 256 500C94 398 46 250 52 58C126 56 190 44 256 12z';
const scaled = (d: string, scale: number, fill: string, more = '') =>
  group(path(d, fill, more), `translate(${C * (1 - scale)} ${250 * (1 - scale)}) scale(${scale})`);

/** A pointed shield parted down the middle, with a band for words across it. */
export const shield: Family = {
  name: 'shield',
  draw: ({ deep, main, accent, high }, { hasTitle }) =>
    path(HEATER, deep.fill) +
    scaled(HEATER, 0.945, accent.fill) +
    scaled(HEATER, 0.92, main.fill) +
    group(
      path('M256 12C322 44 386 56 460 58C466 250 418 398 256 500z', high, ' opacity="0.65"'),
      `translate(${C * 0.08} 20) scale(0.92)`,
    ) +
    (hasTitle
      ? path('M30 236H482L470 352H42z', deep.fill) +
        stroke('M33 248H479M43 340H469', accent.fill, 4)
      : ''),
  emblem: { on: 'main', beside: place(C, 154, 130), alone: place(C, 226, 210) },
  title: {
    on: 'deep',
    beside: titleBox([C, 294, 404, 80], 2, 50),
    alone: titleBox([C, 224, 330, 190], 4),
    aloneOn: 'main',
  },
  motto: { kind: 'line', box: mottoBox([C, 376, 212, 32]), on: 'main' },
  level: { x: C, y: 418, size: 26, mark: 'star', on: 'main' },
};

const BASE = 'M84 60H428V236C428 340 354 400 256 442C158 400 84 340 84 236z';

/** A coat of arms: a shield with a chief, leaves at its sides and a scroll below for the second text. */
export const crest: Family = {
  name: 'crest',
  draw: ({ deep, main, accent, accentLow, light, high }, { hasMotto, hasLevel }) => {
    const spray = [0, 1, 2, 3, 4]
      .map((index) => {
        const y = 130 + index * 58;
        const x = 70 + index * index * 3.4;
        return path(
          `M${x} ${y + 44}C${x - 52} ${y + 30} ${x - 58} ${y - 12} ${x - 40} ${y - 34}C${x + 6} ${y - 16} ${x + 16} ${y + 20} ${x} ${y + 44}z`,
          index % 2 === 0 ? high : main.fill,
        );
      })
      .join('');
    return (
      spray +
      mirrored(spray) +
      path(BASE, deep.fill) +
      path('M96 72H416V236C416 332 348 388 256 429C164 388 96 332 96 236z', main.fill) +
      path('M96 72H416V126H96z', accent.fill) +
      stroke('M96 132H416', deep.fill, 6) +
      (hasLevel ? '' : [176, 256, 336].map((x) => star(x, 99, 18, accent.ink)).join('')) +
      path('M256 8l30 26 34-14-10 34H202l-10-34 34 14z', accent.fill) +
      (hasMotto
        ? path('M40 426L4 440l26 26-14 40 84-20V426z', accentLow) +
          path('M472 426l36 14-26 26 14 40-84-20V426z', accentLow) +
          path('M56 414Q256 470 456 414V470Q256 526 56 470z', light.fill) +
          stroke('M56 414Q256 470 456 414V470Q256 526 56 470z', deep.fill, 4)
        : '')
    );
  },
  emblem: { on: 'main', beside: place(C, 196, 116), alone: place(C, 266, 190) },
  title: {
    on: 'main',
    beside: titleBox([C, 302, 284, 84], 2, 44),
    alone: titleBox([C, 244, 284, 170], 4),
  },
  motto: { kind: 'line', box: mottoBox([C, 470, 320, 36]), on: 'light' },
  level: { x: C, y: 99, size: 32, mark: 'star', on: 'accent' },
};

/** A six-sided tile with facets; the title has its own band. */
export const hexagon: Family = {
  name: 'hexagon',
  draw: ({ deep, main, accent, high, low }, { hasTitle }) => {
    const [top, right, rightLow, bottom, leftLow, left] = regular(6, 206);
    const half = [top, right, rightLow, bottom].filter((one) => one !== undefined);
    return (
      rounded(regular(6, 232), deep.fill, 30) +
      rounded(regular(6, 218), accent.fill, 14) +
      rounded(regular(6, 210), main.fill, 14) +
      polygon(half, low) +
      (top && left && right ? polygon([top, right, [C, C], left], high) : '') +
      (leftLow && bottom ? polygon([leftLow, bottom, [C, C]], deep.fill, ' opacity="0.18"') : '') +
      (hasTitle
        ? rect([C, 312], [456, 108], deep.fill, { radius: 12 }) +
          stroke('M40 268H472M40 356H472', accent.fill, 3)
        : '')
    );
  },
  emblem: { on: 'main', beside: place(C, 164, 148), alone: place(C, 240, 210) },
  title: {
    on: 'deep',
    beside: titleBox([C, 312, 416, 80], 2, 52),
    alone: titleBox([C, 240, 340, 190], 4),
    aloneOn: 'main',
  },
  motto: { kind: 'line', box: mottoBox([C, 386, 250, 38]), on: 'main' },
  level: { x: C, y: 430, size: 24, mark: 'diamond', on: 'main' },
};

/** A cut stone, standing on its point. */
export const diamond: Family = {
  name: 'diamond',
  draw: ({ deep, main, accent, high, low }, { hasMotto }) =>
    rounded(
      [
        [C, 26],
        [486, C],
        [C, 486],
        [26, C],
      ],
      deep.fill,
      28,
    ) +
    rounded(
      [
        [C, 42],
        [470, C],
        [C, 470],
        [42, C],
      ],
      accent.fill,
      12,
    ) +
    rounded(
      [
        [C, 50],
        [462, C],
        [C, 462],
        [50, C],
      ],
      main.fill,
      10,
    ) +
    polygon(
      [
        [C, 46],
        [466, C],
        [C, C],
      ],
      high,
    ) +
    polygon(
      [
        [C, 466],
        [466, C],
        [C, C],
      ],
      low,
    ) +
    polygon(
      [
        [C, 106],
        [406, C],
        [C, 406],
        [106, C],
      ],
      main.fill,
    ) +
    (hasMotto
      ? rect([C, 452], [336, 56], accent.fill, { radius: 12 }) +
        rect([C, 452], [328, 48], deep.fill, { radius: 9 })
      : ''),
  emblem: { on: 'main', beside: place(C, 182, 124), alone: place(C, C, 190) },
  title: {
    on: 'main',
    beside: titleBox([C, 290, 236, 88], 2, 44),
    alone: titleBox([C, C, 200, 130], 3, 46),
  },
  motto: { kind: 'line', box: mottoBox([C, 452, 300, 42]), on: 'deep' },
  level: { x: C, y: 358, size: 20, mark: 'diamond', on: 'main' },
};
