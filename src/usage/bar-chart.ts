/** A bar of a chart; the table beside the chart has the same values. */
export interface Bar {
  readonly label: string;
  readonly value: number;
}

const WIDTH = 640;
const HEIGHT = 160;
const GAP = 6;

const round = (value: number): number => Math.round(value * 10) / 10;

/**
 * Draws bars as SVG. The picture is hidden from screen readers, since the table beside it says the same. Bars begin at
 * the right on pages that run from right to left.
 */
export function drawBars(bars: readonly Bar[], isRightToLeft: boolean): string {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const step = WIDTH / Math.max(1, bars.length);
  const rects = bars.map(({ value }, at) => {
    const height = round((value / most) * (HEIGHT - 10));
    const place = isRightToLeft ? bars.length - 1 - at : at;
    const x = round(place * step + GAP / 2);
    return `<rect x="${x}" y="${round(HEIGHT - height)}" width="${round(step - GAP)}" height="${height}" rx="3"/>`;
  });
  return (
    `<svg class="bars" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" focusable="false">` +
    `${rects.join('')}<path d="M0 ${HEIGHT - 0.5}H${WIDTH}"/></svg>`
  );
}

const SHARE_WIDTH = 160;
const SHARE_HEIGHT = 12;

/** Draws one value beside its number in a table, as a share of the most that the table has. */
export function drawShare(value: number, most: number, isRightToLeft: boolean): string {
  const width = value === 0 ? 0 : Math.max(2, round((value / Math.max(1, most)) * SHARE_WIDTH));
  const x = isRightToLeft ? round(SHARE_WIDTH - width) : 0;
  return (
    `<svg class="share" viewBox="0 0 ${SHARE_WIDTH} ${SHARE_HEIGHT}" aria-hidden="true" focusable="false">` +
    `<rect x="${x}" y="0" width="${width}" height="${SHARE_HEIGHT}" rx="3"/></svg>`
  );
}
