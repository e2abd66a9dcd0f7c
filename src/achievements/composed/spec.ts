import { z } from 'zod';
import { FAMILIES } from './families/index.js';
import type { ArtColours } from './tones.js';

export const FAMILY_NAMES = FAMILIES.map(({ name }) => name);

const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u);
const colour = z.string().regex(/^#[0-9a-f]{6}$/);

/** At most three letters, as they are seen. */
export const MOST_LETTERS = 3;

const emblem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('icon'), icon: z.string().regex(/^[a-z0-9-]{1,40}$/) }),
  z.object({
    kind: z.literal('letters'),
    letters: line(20).refine((text) => [...clusters.segment(text)].length <= MOST_LETTERS),
  }),
  /** A kept picture: the school's logo as it was when the badge was designed. */
  z.object({ kind: z.literal('logo'), imageId: z.string().regex(/^[\w-]{20,64}$/) }),
]);

/**
 * What a composed picture is made of. It is kept with a badge and says all: the same data draws the same picture.
 * What is added to it later is optional, and absent means what it meant before.
 */
export const composedArt = z.object({
  kind: z.literal('composed'),
  family: z.enum(FAMILY_NAMES as [string, ...string[]]),
  main: colour,
  accent: colour,
  emblem: emblem.default({ kind: 'none' }),
  /** Where the title stands; one that does not fit inside goes below by itself. */
  title: z.enum(['inside', 'below', 'none']).default('inside'),
  /** The title's words; absent: the badge's name. */
  text: line(60).optional(),
  /** A second line around a rim or on a ribbon. */
  motto: line(40).optional(),
  level: z
    .object({ step: z.number().int().min(1).max(5), of: z.number().int().min(2).max(5) })
    .refine(({ step, of }) => step <= of)
    .optional(),
});

export type ComposedArt = z.output<typeof composedArt>;
export type Emblem = ComposedArt['emblem'];
export const coloursOf = ({ main, accent }: ComposedArt): ArtColours => ({ main, accent });
