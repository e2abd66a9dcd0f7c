import { C, disc, mirrored, path, rect, stroke } from '../shapes.js';
import { mottoBox, place, titleBox, type Family } from './family.js';

const ARCH =
  'M40 236C40 110 128 24 256 24S472 110 472 236V420C472 458 446 484 408 484H104C66 484 40 458 40 420z';

/** A sewn-on patch with an arched top and a stitched border. */
export const patch: Family = {
  name: 'patch',
  draw: ({ deep, main, accent, light }, { hasTitle }) =>
    path(ARCH, accent.fill, ` stroke="${deep.fill}" stroke-width="24"`) +
    path(
      'M70 238C70 128 146 54 256 54S442 128 442 238V416C442 440 428 454 404 454H108C84 454 70 440 70 416z',
      main.fill,
    ) +
    stroke(
      'M56 236C56 120 138 40 256 40S456 120 456 236V420C456 448 436 468 408 468H104C76 468 56 448 56 420z',
      accent.ink,
      4,
      ' stroke-dasharray="13 9" stroke-linecap="round" opacity="0.75"',
    ) +
    (hasTitle ? rect([C, 350], [372, 112], light.fill) : ''),
  emblem: { on: 'main', beside: place(C, 200, 146), alone: place(C, 250, 210) },
  title: {
    on: 'light',
    beside: titleBox([C, 350, 340, 92], 2, 50),
    alone: titleBox([C, 270, 320, 190], 4),
    aloneOn: 'main',
  },
  motto: {
    kind: 'arc',
    on: 'main',
    band: {
      x: C,
      y: 256,
      inner: 150,
      outer: 188,
      span: 140,
      side: 'top',
      maxSize: 30,
      minSize: 17,
    },
  },
  level: { x: C, y: 430, size: 24, mark: 'star', on: 'main' },
};

/** A long banner with a swallow tail that hangs from a rod. */
export const banner: Family = {
  name: 'banner',
  draw: ({ deep, main, accent, accentLow, high }, { hasTitle }) =>
    path('M92 44H420V500L256 428 92 500z', deep.fill) +
    path('M108 44H404V476L256 411 108 476z', main.fill) +
    path('M108 44H256V411L108 476z', high, ' opacity="0.6"') +
    stroke('M122 60V455L256 396 390 455V60', accent.fill, 4) +
    (hasTitle
      ? rect([C, 300], [328, 104], deep.fill) + stroke('M92 256H420M92 344H420', accent.fill, 3)
      : '') +
    rect([C, 36], [420, 26], accentLow, { radius: 13 }) +
    rect([C, 33], [420, 18], accent.fill, { radius: 9 }) +
    disc(22, accent.fill, 40, 34) +
    disc(22, accent.fill, 472, 34),
  emblem: { on: 'main', beside: place(C, 158, 136), alone: place(C, 220, 190) },
  title: {
    on: 'deep',
    beside: titleBox([C, 300, 300, 78], 2, 44),
    alone: titleBox([C, 226, 236, 220], 5, 48),
    aloneOn: 'main',
  },
  motto: { kind: 'line', box: mottoBox([C, 82, 244, 30]), on: 'main' },
  level: { x: C, y: 374, size: 24, mark: 'chevron', on: 'main' },
};

/** A broad ribbon tied across a narrow one, crossing at the emblem. */
export const ribbon: Family = {
  name: 'ribbon',
  draw: ({ deep, main, accent, accentLow, high, low }, { hasTitle }) => {
    const end = path('M58 296H6l34 58-34 58h110V296z', low) + path('M58 396l58 16v-16z', deep.fill);
    return (
      path('M166 166H346V500L256 446 166 500z', accentLow) +
      path('M184 166H328V468L256 425 184 468z', accent.fill) +
      disc(158, deep.fill, C, 166) +
      disc(148, main.fill, C, 166) +
      path('M108 166a148 148 0 0 1 296 0z', high, ' opacity="0.5"') +
      (hasTitle
        ? end +
          mirrored(end) +
          rect([C, 338], [396, 116], deep.fill, { radius: 3 }) +
          stroke('M58 290H454M58 386H454', accent.fill, 3)
        : '')
    );
  },
  emblem: { on: 'main', beside: place(C, 160, 150), alone: place(C, 166, 178) },
  title: {
    on: 'deep',
    beside: titleBox([C, 338, 368, 84], 2, 50),
    alone: titleBox([C, 160, 250, 130], 4, 50),
    aloneOn: 'main',
  },
  motto: { kind: 'line', box: mottoBox([C, 256, 172, 28]), on: 'main' },
  level: { x: C, y: 418, size: 24, mark: 'star', on: 'accent' },
};
