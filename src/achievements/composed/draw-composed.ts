import { drawBelow } from './draw-below.js';
import { drawEmblem, type DrawnEmblem } from './draw-emblem.js';
import { FAMILIES, type Family } from './families/index.js';
import { drawLevel, type ArtLevel } from './level-marks.js';
import { group, n } from './shapes.js';
import { textAlongArc } from './text/along-arc.js';
import { fitText, isDrawable, outline } from './text/fit-text.js';
import { tonesOf, type ArtColours, type Tones } from './tones.js';

/** All that a composed picture is drawn from. */
export interface ComposedDrawing {
  readonly family: string;
  readonly colours: ArtColours;
  readonly emblem: DrawnEmblem;
  readonly title: { readonly text: string; readonly place: 'inside' | 'below' | 'none' };
  /** Empty: none. */
  readonly motto: string;
  readonly level?: ArtLevel;
  /** For who cannot see the picture. */
  readonly alt: string;
}

/** Where words came to stand. `undrawn`: no font that is here has their script. */
export type WordsPlace = 'inside' | 'below' | 'none' | 'undrawn';

export interface ComposedPicture {
  readonly svg: string;
  readonly title: WordsPlace;
  readonly motto: WordsPlace;
}

/** The family of a name; an unknown one gives the first, for a badge must always have a picture. */
export const findFamily = (name: string): Family =>
  FAMILIES.find((one) => one.name === name) ?? FAMILIES[0];

const escapeXml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

interface Words {
  readonly place: WordsPlace;
  readonly svg: string;
}

const NONE: Words = { place: 'none', svg: '' };

/** Words that do not fit where they were wanted go below; those that no font has go nowhere. */
const elsewhere = (text: string): Words => ({
  place: isDrawable(text) ? 'below' : 'undrawn',
  svg: '',
});

function setTitle(drawing: ComposedDrawing, family: Family, tones: Tones): Words {
  const { text, place } = drawing.title;
  if (place === 'none' || text === '') return NONE;
  if (place === 'below') return elsewhere(text);
  const { on, beside, alone, aloneOn = on } = family.title;
  const [box, surface] =
    drawing.emblem.kind === 'none' ? ([alone, aloneOn] as const) : ([beside, on] as const);
  const fitted = fitText(text, box);
  return fitted === null
    ? elsewhere(text)
    : { place: 'inside', svg: outline(fitted, box.x, tones[surface].ink) };
}

function setMotto({ motto }: ComposedDrawing, family: Family, tones: Tones): Words {
  if (motto === '') return NONE;
  const { on } = family.motto;
  const { ink } = tones[on];
  if (family.motto.kind === 'arc') {
    const svg = textAlongArc(motto, family.motto.band, ink);
    return svg === null ? elsewhere(motto) : { place: 'inside', svg };
  }
  const fitted = fitText(motto, family.motto.box);
  return fitted === null
    ? elsewhere(motto)
    : { place: 'inside', svg: outline(fitted, family.motto.box.x, ink) };
}

function drawShape(
  drawing: ComposedDrawing,
  family: Family,
  tones: Tones,
  title: Words,
  motto: Words,
) {
  const { emblem, level } = drawing;
  const hasTitle = title.place === 'inside' && emblem.kind !== 'none';
  const contents = {
    hasTitle,
    hasMotto: motto.place === 'inside',
    hasLevel: level !== undefined,
  };
  const { on, isAccent = false, beside, alone, aloneOn = on } = family.emblem;
  const colour = isAccent ? tones.accent.fill : tones[hasTitle ? on : aloneOn].ink;
  return (
    family.draw(tones, contents) +
    drawEmblem(emblem, hasTitle ? beside : alone, colour) +
    (level === undefined ? '' : drawLevel(family, level, tones)) +
    title.svg +
    motto.svg
  );
}

/** A badge as SVG that needs nothing else: no font, no style, no script. The same input gives the same bytes. */
export function drawComposed(drawing: ComposedDrawing): ComposedPicture {
  const family = findFamily(drawing.family);
  const tones = tonesOf(drawing.colours);
  const title = setTitle(drawing, family, tones);
  const motto = setMotto(drawing, family, tones);
  const below = drawBelow(
    title.place === 'below' ? drawing.title.text : '',
    motto.place === 'below' ? drawing.motto : '',
    tones.deep,
  );
  const shape = drawShape(drawing, family, tones, title, motto);
  const scale = below === null ? 1 : (512 - below.height) / 512;
  const art =
    below === null
      ? shape
      : group(shape, `translate(${n(256 * (1 - scale))} 0) scale(${scale.toFixed(4)})`) + below.svg;
  return {
    svg:
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512" role="img">` +
      `<title>${escapeXml(drawing.alt)}</title>${art}</svg>`,
    title: title.place,
    motto: motto.place,
  };
}
