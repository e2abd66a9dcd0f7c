import type { Family, LevelMark } from './families/family.js';
import { group, n, polygon, rect, star, stroke } from './shapes.js';
import type { Tones } from './tones.js';

/** A level of a series: the `step`-th of `of`. */
export interface ArtLevel {
  readonly step: number;
  readonly of: number;
}

function mark(kind: LevelMark, x: number, y: number, size: number, fill: string): string {
  const r = size / 2;
  switch (kind) {
    case 'star':
      return star(x, y, r, fill);
    case 'dot':
      return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r * 0.72)}" fill="${fill}"/>`;
    case 'diamond':
      return polygon(
        [
          [x, y - r],
          [x + r, y],
          [x, y + r],
          [x - r, y],
        ],
        fill,
      );
    case 'bar':
      return rect([x, y], [size * 1.3, size * 0.5], fill, { radius: size * 0.25 });
    case 'chevron':
      return stroke(
        `M${n(x - r)} ${n(y - r * 0.5)}L${n(x)} ${n(y + r * 0.5)} ${n(x + r)} ${n(y - r * 0.5)}`,
        fill,
        size * 0.3,
      );
  }
}

/** Chevrons below each other, as on a sleeve: the reached ones are filled. */
function stacked({ step, of }: ArtLevel, full: string, empty: string): string {
  const pitch = Math.min(38, 118 / of);
  const drawn = Array.from({ length: of }, (_, index) => {
    const y = 330 + index * pitch + (of < 3 ? 16 : 0);
    const isReached = index >= of - step;
    const more = isReached ? '' : ' opacity="0.28"';
    return stroke(
      `M120 ${n(y)}L256 ${n(y + 68)} 392 ${n(y)}`,
      isReached ? full : empty,
      pitch * 0.42,
      more,
    );
  });
  return drawn.join('');
}

/** The marks of a level: as many as the series has, the reached ones filled. */
export function drawLevel(family: Family, level: ArtLevel, tones: Tones): string {
  const { x, y, size, mark: kind, on } = family.level;
  const surface = tones[on];
  const full = on === 'main' || on === 'deep' ? tones.accent.fill : tones.main.fill;
  const shown = on === 'accent' ? surface.ink : full;
  if (size === 0) return stacked(level, shown, surface.ink);
  const pitch = size * (kind === 'bar' ? 1.6 : 1.32);
  const marks = Array.from({ length: level.of }, (_, index) => {
    const at = x + (index - (level.of - 1) / 2) * pitch;
    const drawn = mark(kind, at, y, size, index < level.step ? shown : surface.ink);
    return index < level.step ? drawn : `<g opacity="0.28">${drawn}</g>`;
  });
  return group(marks.join(''), 'translate(0 0)');
}
