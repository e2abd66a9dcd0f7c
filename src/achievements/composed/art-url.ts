import { z } from 'zod';
import { omitUndefined } from '../../base/index.js';
import { composedArt, type ComposedArt } from './spec.js';

/** The address of a composed picture that is kept nowhere: its data is the address. */
export function composedArtUrl(art: ComposedArt, name: string): string {
  const query = new URLSearchParams({ art: JSON.stringify(art), name: name.slice(0, 120) });
  return `/achievements/art.svg?${query.toString()}`;
}

/** The same without its words: of a page of shapes each is told by its form. */
export const composedShapeUrl = (art: ComposedArt): string =>
  composedArtUrl(omitUndefined({ ...art, title: 'none' as const, motto: undefined }), '');

const MOST_CHARACTERS = 2_000;
const json = z
  .string()
  .max(MOST_CHARACTERS)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  });

/** The data of a composed picture, as it stands in an address or a form; null for what is none. */
export function readArt(text: unknown): ComposedArt | null {
  const read = json.pipe(composedArt).safeParse(text);
  return read.success ? read.data : null;
}
