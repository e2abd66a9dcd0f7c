/** The colours of a badge. `ink` is read on `main`, `deepInk` on `deep`; both are checked to be at least 4.5 : 1. */
export interface Palette {
  readonly name: string;
  readonly deep: string;
  readonly main: string;
  readonly light: string;
  readonly accent: string;
  readonly ink: string;
  readonly deepInk: string;
}

const palette = (name: string, colours: Omit<Palette, 'name' | 'ink' | 'deepInk'>): Palette => ({
  name,
  ...colours,
  ink: '#ffffff',
  deepInk: '#ffffff',
});

export const PALETTES: readonly Palette[] = [
  palette('laurel', { deep: '#123f2e', main: '#1f6a4d', light: '#cfe6d6', accent: '#e3c36b' }),
  palette('ocean', { deep: '#10304f', main: '#1d5c8f', light: '#cfe1f2', accent: '#f2c66d' }),
  palette('plum', { deep: '#3a1a48', main: '#6b3584', light: '#e6d6ee', accent: '#efb5c8' }),
  palette('ember', { deep: '#5b1c12', main: '#a8391f', light: '#f8dccf', accent: '#ffce85' }),
  palette('slate', { deep: '#1d2733', main: '#42526b', light: '#d9e0ea', accent: '#8fd0c6' }),
  palette('berry', { deep: '#4d0f2f', main: '#96235a', light: '#f5d5e3', accent: '#f6c46e' }),
  palette('teal', { deep: '#0b3d40', main: '#12696c', light: '#cbe9e8', accent: '#ffd591' }),
  palette('bronze', { deep: '#40280c', main: '#80541a', light: '#f1e1c6', accent: '#f7d68c' }),
];

/** The palette of a name; an unknown one gives the first, for a badge must always have a picture. */
export function findPalette(name: string): Palette {
  const [first] = PALETTES;
  return PALETTES.find((one) => one.name === name) ?? (first as Palette);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast ratio of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, 1.4.3). */
export function contrastOf(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
