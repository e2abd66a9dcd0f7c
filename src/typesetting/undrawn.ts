import { facesOf, SANS } from './faces.js';
import { CJK_SCRIPTS, OTHER, SAMPLES, scriptOf } from './scripts.js';
import { listUncovered, visibleOf } from './visual-runs.js';

/** Which faces have a character, a bit each. */
type FaceSet = bigint;

/**
 * Makes a function that tells the letters of a text that no font at hand has. Made for many texts: a roster of 10,000 names asks
 * for each character once.
 */
export function createFindUndrawn(): (text: string) => string[] {
  const faces = facesOf(SANS);
  const known = new Map<string, FaceSet>();
  const facesWith = (character: string): FaceSet => {
    const found = known.get(character);
    if (found !== undefined) return found;
    const code = character.codePointAt(0) ?? 0;
    let set = 0n;
    for (const face of faces) set = (set << 1n) | (face.has(code) ? 1n : 0n);
    known.set(character, set);
    return set;
  };
  return (text) => {
    let shared: FaceSet = -1n;
    for (const character of visibleOf(text)) shared &= facesWith(character);
    return shared === 0n ? listUncovered(text, faces) : [];
  };
}

/** The scripts that some texts are written in (ISO 15924), without what every script uses. */
export function scriptsIn(texts: Iterable<string>): string[] {
  const characters = new Set<string>();
  for (const text of texts) for (const character of text) characters.add(character);
  const scripts = new Set<string>();
  let last: string | null = null;
  for (const character of characters) {
    const script = scriptOf(character, last);
    if (script !== null) scripts.add((last = script));
  }
  return [...scripts].sort();
}

/** Those of some scripts that no font at hand can draw; one that is not known here is not told. */
export function undrawnScripts(scripts: readonly string[]): string[] {
  const findUndrawn = createFindUndrawn();
  return scripts.filter((script) => findUndrawn(SAMPLES[script] ?? '').length > 0);
}

/** Whether the fonts of `npm run fonts:cjk` draw a script. */
export const isCjk = (script: string): boolean => CJK_SCRIPTS.has(script);

/** Scripts by their names in a language, as a list. */
export function nameScripts(scripts: readonly string[], language: string): string {
  const names = new Intl.DisplayNames([language], { type: 'script' });
  const named = scripts.map((script) => names.of(script === OTHER ? 'Zzzz' : script) ?? script);
  return new Intl.ListFormat(language, { type: 'conjunction' }).format([...new Set(named)]);
}
