import { contrastOf } from '../../achievements/index.js';
import { mix, readableOn } from '../issuer/accent.js';

/** The colours of a page that follow a school's accent, by the names that public/laurel.css has for them. */
export interface Tones {
  /** Of links and headings, and the ground of buttons. */
  readonly accent: string;
  /** What is written on the accent. */
  readonly ink: string;
  /** Of what is pointed at. */
  readonly deep: string;
  /** A ground with a breath of the accent. */
  readonly wash: string;
}

/** The grounds of public/laurel.css that are hardest to read on, and how much of them a wash is. */
const LIGHT = { ground: '#f2f0e8', base: '#ffffff', share: 0.9, deeper: '#000000' };
const DARK = { ground: '#1b211d', base: '#131714', share: 0.82, deeper: '#ffffff' };
const WHITE = '#ffffff';
const BLACK = '#0b0f0c';

function tonesOn({ ground, base, share, deeper }: typeof LIGHT, colour: string): Tones {
  const first = readableOn(ground, colour);
  const wash = mix(first, base, share);
  const accent = readableOn(wash, first);
  const deep = mix(accent, deeper, 0.2);
  const isDarkEnough = contrastOf(WHITE, accent) >= contrastOf(BLACK, accent);
  return { accent, ink: isDarkEnough ? WHITE : BLACK, deep, wash };
}

/**
 * What a school's accent makes of a page, in light and in dark: each can be read wherever the page puts it (WCAG 2.2, 1.4.3).
 * Pure.
 * @param accent `#rrggbb`
 */
export const tonesOf = (accent: string): { readonly light: Tones; readonly dark: Tones } => ({
  light: tonesOn(LIGHT, accent),
  dark: tonesOn(DARK, accent),
});

const declare = ({ accent, ink, deep, wash }: Tones): string =>
  `--accent:${accent};--accent-ink:${ink};--accent-deep:${deep};--accent-wash:${wash}`;

/** The same as a stylesheet, to follow public/laurel.css. */
export function accentCss(accent: string): string {
  const { light, dark } = tonesOf(accent);
  return (
    `:root{${declare(light)}}\n` +
    `@media screen and (prefers-color-scheme:dark){:root:not([data-scheme='light']){${declare(dark)}}}\n`
  );
}
