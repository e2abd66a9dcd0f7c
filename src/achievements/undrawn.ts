import { facesOf, hanStyleOf, listUncovered, SANS } from '../typesetting/index.js';

/** The characters of a text that no font which is here can draw on a badge, each once; none: it can be drawn. */
export const undrawnIn = (text: string): string[] =>
  listUncovered(text.normalize('NFC'), facesOf({ ...SANS, weight: 'bold', han: hanStyleOf(text) }));
