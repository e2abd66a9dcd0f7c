import { lazy } from '../base/index.js';
import {
  bundledFiles,
  HAN_STYLES,
  hanFile,
  operatorFolder,
  type Family,
  type HanStyle,
  type Weight,
} from './font-files.js';
import { readCoverage, type FontFacts } from './read-coverage.js';
import { createShaper, type Shaper } from './shape.js';

/** One font file: which characters it has, and, read when something is set in it, its shapes. */
export interface Face {
  readonly file: string;
  readonly has: (codePoint: number) => boolean;
  readonly shaper: () => Shaper;
}

/** What a text is set in. */
export interface FontChoice {
  readonly weight: Weight;
  readonly family: Family;
  readonly han: HanStyle;
}

export const SANS: FontChoice = { weight: 'regular', family: 'sans', han: 'sc' };

/** Each file once, however many choices name it. */
const known = new Map<string, Face & Pick<FontFacts, 'weight'>>();

function faceOf(file: string): Face & Pick<FontFacts, 'weight'> {
  const found = known.get(file);
  if (found !== undefined) return found;
  const { has, weight } = readCoverage(file);
  const face = { file, has, weight, shaper: lazy(() => createShaper(file)) };
  known.set(file, face);
  return face;
}

const SEMIBOLD = 600;

/** The operator's fonts, those of the wanted weight first: a script in one weight is better than none. */
function operatorFaces(weight: Weight): readonly Face[] {
  const all = operatorFolder().files.map(faceOf);
  const isWanted = (face: Pick<FontFacts, 'weight'>) =>
    face.weight >= SEMIBOLD === (weight === 'bold');
  return [...all.filter(isWanted), ...all.filter((face) => !isWanted(face))];
}

const chains = new Map<string, readonly Face[]>();

/** The fonts for a choice, dearest first: the first that has a character draws it. */
export function facesOf({ weight, family, han }: FontChoice): readonly Face[] {
  const key = `${family} ${weight} ${han}`;
  const made = chains.get(key);
  if (made !== undefined) return made;
  const styles = [han, ...HAN_STYLES.filter((style) => style !== han)];
  const files = [
    ...bundledFiles(family, weight),
    ...styles.map((style) => hanFile(style, weight)).filter((file) => file !== null),
  ];
  const faces = [...files.map(faceOf), ...operatorFaces(weight)];
  chains.set(key, faces);
  return faces;
}
