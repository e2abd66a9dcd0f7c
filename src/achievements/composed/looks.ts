import { findPalette, PALETTES } from '../art/palettes.js';
import type { ArtLevel } from './level-marks.js';
import type { ComposedArt } from './spec.js';

/** A look to begin with: everything but the colours. */
export interface Look {
  readonly name: string;
  readonly family: string;
  readonly icon: string;
  readonly level?: ArtLevel;
}

const look = (name: string, family: string, icon: string): Look => ({ name, family, icon });

/** The looks that come with Laurel; their names are not those of families or of the first templates. */
export const LOOKS: readonly Look[] = [
  look('laureate', 'wreath', 'graduation-cap'),
  look('achiever', 'medal', 'star'),
  look('approved', 'seal', 'seal-check'),
  look('expert', 'shield', 'trophy'),
  look('scientist', 'hexagon', 'flask'),
  look('explorer', 'ring-text', 'compass'),
  look('coder', 'stairs', 'code'),
  look('speaker', 'burst', 'microphone-stage'),
  look('author', 'banner', 'pen-nib'),
  look('scholar', 'crest', 'book-open'),
  look('teammate', 'rosette', 'users-three'),
  look('maker', 'gear', 'wrench'),
  look('thinker', 'minimal', 'lightbulb'),
  look('attendee', 'ticket', 'calendar-check'),
  { ...look('climber', 'chevrons', 'mountains'), level: { step: 1, of: 3 } },
  look('citizen', 'arch', 'globe-hemisphere-west'),
];

export const findLook = (name: string): Look | undefined => LOOKS.find((one) => one.name === name);

/** A look in the colours of a palette, as art of its own: a later look of the same name changes no badge. */
export function artOfLook({ family, icon, level }: Look, paletteName: string): ComposedArt {
  const { main, accent } = findPalette(paletteName);
  const art: ComposedArt = {
    kind: 'composed',
    family,
    main,
    accent,
    emblem: { kind: 'icon', icon },
    title: 'inside',
  };
  return level === undefined ? art : { ...art, level };
}

/** A look of a family in the colours of a palette. */
export const artOfFamily = (family: string, palette: string): ComposedArt =>
  artOfLook(LOOKS.find((one) => one.family === family) ?? look(family, family, 'star'), palette);

/** Art in another palette; in its own colours where none has that name. */
export function inPalette(art: ComposedArt, name: string): ComposedArt {
  const palette = PALETTES.find((one) => one.name === name);
  return palette === undefined ? art : { ...art, main: palette.main, accent: palette.accent };
}

/** A look in the colours of a palette; where none has that name, in those of art of one's own. */
export function artOfChoice(look: Look, palette: string, own: ComposedArt | null): ComposedArt {
  const isNamed = PALETTES.some(({ name }) => name === palette);
  const art = artOfLook(look, palette);
  return isNamed || own === null ? art : { ...art, main: own.main, accent: own.accent };
}

/** The nearest to a badge that was drawn from one of the first templates, to go on from. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  wreath: 'laureate',
  seal: 'approved',
  hexagon: 'scientist',
  shield: 'expert',
  rosette: 'teammate',
  orbit: 'explorer',
  peak: 'climber',
  ticket: 'attendee',
};

/** Art to go on from, for a badge that is drawn from one of the first templates. */
export function artOfTemplate(template: string, palette: string): ComposedArt {
  const successor = findLook(SUCCESSORS[template] ?? 'laureate') ?? LOOKS[0];
  if (successor === undefined) throw new TypeError('there is no look');
  return artOfLook(successor, palette);
}
