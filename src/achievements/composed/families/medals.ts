import {
  disc,
  group,
  mirrored,
  n,
  path,
  rect,
  ring,
  starPoints,
  polygon,
  around,
  at,
} from '../shapes.js';
import { mottoBox, place, titleBox, type Family } from './family.js';

const X = 256;

/** A medallion that hangs from a neck ribbon; the second text is engraved on its clasp. */
export const medal: Family = {
  name: 'medal',
  draw: ({ deep, main, accent, accentLow, high }, { hasMotto }) => {
    const half =
      path('M112 30H206L296 196 226 214z', deep.fill) +
      path('M142 30H176L268 202 249 208z', accent.fill);
    const clasp = rect([X, 38], [336, 52], accent.fill, { radius: 10 });
    return (
      half +
      mirrored(half) +
      (hasMotto ? clasp : rect([X, 22], [336, 20], accent.fill, { radius: 10 })) +
      disc(190, accentLow, X, 316) +
      disc(186, accent.fill, X, 312) +
      disc(166, deep.fill, X, 312) +
      disc(160, main.fill, X, 312) +
      path('M96 312a160 160 0 0 1 320 0z', high, ' opacity="0.55"') +
      ring(148, accent.fill, 3, { y: 312 })
    );
  },
  emblem: { on: 'main', beside: place(X, 248, 128), alone: place(X, 312, 190) },
  title: {
    on: 'main',
    beside: titleBox([X, 358, 246, 88], 2, 46),
    alone: titleBox([X, 306, 246, 150], 4),
  },
  motto: { kind: 'line', box: mottoBox([X, 38, 306, 44]), on: 'accent' },
  level: { x: X, y: 424, size: 26, mark: 'star', on: 'main' },
};

/** A pleated rosette with two tails, as it is pinned on at a fair; the second text crosses the tails. */
export const rosette: Family = {
  name: 'rosette',
  draw: ({ deep, main, accent, light, accentLow, low }, { hasMotto }) => {
    const tail =
      path('M150 330L100 506 164 478 200 512 250 340z', main.fill) +
      path('M178 330L140 492 152 487 226 340z', accent.fill);
    const pleats = around(24)
      .map((angle, index) => {
        const [a, b] = [at(angle - 0.131, 200, X, 200), at(angle + 0.131, 200, X, 200)];
        return path(
          `M${X} 200L${n(a[0])} ${n(a[1])}A27 27 0 0 1 ${n(b[0])} ${n(b[1])}z`,
          index % 2 === 0 ? deep.fill : low,
        );
      })
      .join('');
    const banner =
      path('M92 404l-26 0 16 30-16 30h60v-60z', accentLow) +
      path('M420 404h26l-16 30 16 30h-60v-60z', accentLow) +
      rect([X, 428], [328, 56], accent.fill, { radius: 4 });
    return (
      tail +
      mirrored(tail) +
      pleats +
      disc(160, light.fill, X, 200) +
      disc(150, main.fill, X, 200) +
      ring(138, accent.fill, 3, {
        y: 200,
        more: ' stroke-dasharray="1 9" stroke-linecap="round"',
      }) +
      (hasMotto ? banner : '')
    );
  },
  emblem: { on: 'main', beside: place(X, 136, 116), alone: place(X, 198, 176) },
  title: {
    on: 'main',
    beside: titleBox([X, 240, 240, 84], 2, 44),
    alone: titleBox([X, 196, 230, 140], 4, 50),
  },
  motto: { kind: 'line', box: mottoBox([X, 428, 300, 46]), on: 'accent' },
  level: { x: X, y: 306, size: 24, mark: 'star', on: 'main' },
};

/** A scalloped seal whose second text runs around its rim. */
export const seal: Family = {
  name: 'seal',
  draw: ({ deep, main, accent, light }, { hasMotto }) => {
    const bumps = around(32)
      .map((angle) => {
        const [x, y] = at(angle, 222);
        return disc(26, main.fill, x, y);
      })
      .join('');
    return (
      bumps +
      disc(224, main.fill) +
      ring(214, accent.fill, 4) +
      (hasMotto
        ? ring(160, accent.fill, 4)
        : ring(186, light.fill, 7, {
            more: ' stroke-dasharray="0.1 20.8" stroke-linecap="round"',
          })) +
      disc(156, deep.fill)
    );
  },
  emblem: { on: 'deep', beside: place(X, 190, 126), alone: place(X, X, 200) },
  title: {
    on: 'deep',
    beside: titleBox([X, 304, 250, 88], 2, 46),
    alone: titleBox([X, X, 244, 150], 4),
  },
  motto: {
    kind: 'arc',
    on: 'main',
    band: {
      x: X,
      y: X,
      inner: 166,
      outer: 208,
      span: 230,
      side: 'top',
      maxSize: 30,
      minSize: 17,
    },
  },
  level: { x: X, y: 374, size: 24, mark: 'star', on: 'deep' },
};

/** A disc before a burst of rays; the second text is on a ribbon below. */
export const burst: Family = {
  name: 'burst',
  draw: ({ deep, main, accent, accentLow, high }, { hasMotto }) =>
    group(
      polygon(starPoints(20, 250, 196, { y: 244 }), accentLow) +
        polygon(starPoints(20, 242, 204, { y: 244 }), accent.fill),
      hasMotto ? 'translate(0 -8)' : 'translate(0 12)',
    ) +
    group(
      disc(188, deep.fill, X, 244) +
        disc(178, main.fill, X, 244) +
        path('M256 66a178 178 0 0 1 126 304L256 244z', high, ' opacity="0.5"') +
        ring(164, accent.fill, 3, { y: 244 }),
      hasMotto ? 'translate(0 -8)' : 'translate(0 12)',
    ) +
    (hasMotto
      ? path('M36 428l-30 0 22 32-22 32h84v-64z', accentLow) +
        path('M476 428h30l-22 32 22 32h-84v-64z', accentLow) +
        path('M56 408Q256 440 456 408V470Q256 502 56 470z', deep.fill) +
        path(
          'M56 414Q256 446 456 414M56 464Q256 496 456 464',
          'none',
          ` stroke="${accent.fill}" stroke-width="3"`,
        )
      : ''),
  emblem: { on: 'main', isAccent: true, beside: place(X, 170, 128), alone: place(X, 244, 206) },
  title: {
    on: 'main',
    beside: titleBox([X, 284, 268, 92], 2, 46),
    alone: titleBox([X, 244, 252, 150], 4),
  },
  motto: { kind: 'line', box: mottoBox([X, 455, 320, 38]), on: 'deep' },
  level: { x: X, y: 356, size: 24, mark: 'star', on: 'main' },
};
