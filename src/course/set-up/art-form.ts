import {
  artOfChoice,
  findLook,
  inPalette,
  readArt,
  type AchievementContent,
  type AchievementInput,
  type ComposedArt,
} from '../../achievements/index.js';
import { fieldText, type SetUpForm } from '../../rules/index.js';

/** The value of field `design` for the instructor's own picture. */
export const UPLOAD = 'upload';
/**
 * The value of field `design` for art composed in the studio, which is in field `art`; as a palette, that art's
 * colours.
 */
export const STUDIO = 'studio';

/** @returns the composed art of a form; null for another kind of picture */
export function composedArtOf(form: SetUpForm): ComposedArt | null {
  const template = fieldText(form, 'template') || 'laureate';
  const palette = fieldText(form, 'palette');
  const own = readArt(fieldText(form, 'art'));
  if (template === STUDIO) return own && inPalette(own, palette);
  const look = findLook(template);
  if (look === undefined) return null;
  return artOfChoice(look, palette, own);
}

/** @returns how the badge looks, as chosen in the form */
export function artOf(form: SetUpForm): AchievementInput['art'] {
  const composed = composedArtOf(form);
  if (composed !== null) return composed;
  const template = fieldText(form, 'template') || 'laureate';
  if (template === UPLOAD) return { kind: 'upload', imageId: fieldText(form, 'imageId') };
  return { kind: 'template', template, palette: fieldText(form, 'palette') || 'laurel' };
}

/** @returns a badge's art as fields of the form */
export function formOfArt(art: AchievementContent['art']): SetUpForm {
  switch (art.kind) {
    case 'composed':
      return { template: STUDIO, palette: STUDIO, art: JSON.stringify(art) };
    case 'template':
      return { template: art.template, palette: art.palette };
    case 'upload':
      return { template: UPLOAD, imageId: art.imageId };
  }
}
