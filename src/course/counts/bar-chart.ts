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
