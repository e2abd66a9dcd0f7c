import { createKeptFiles, omitUndefined } from '../base/index.js';
import { imageAltOf } from './build-open-badge.js';
import { resolveArt } from './composed/resolve-art.js';
import type { AchievementContent } from './content.js';
import type { Draw } from './draw.js';
import type { Drawing } from './draw-task.js';
import type { DrawingStore } from './drawing-store.js';
import type { Picture } from './read-picture.js';

export type PictureFormat = 'svg' | 'png';

interface Deps {
  readonly draw: Draw;
  readonly findPicture: (id: string) => Promise<Picture | null>;
  readonly drawings: DrawingStore;
}

const MOST_KEPT_BYTES = 33_554_432;

/** What the picture of a content is drawn from. A picture that is gone is drawn from the first template. */
async function drawingOf(
  content: AchievementContent,
  findPicture: Deps['findPicture'],
): Promise<Drawing> {
  const { art, name } = content;
  const alt = imageAltOf(content);
  if (art.kind === 'composed')
    return { composed: await resolveArt(art, { name, alt }, findPicture) };
  if (art.kind === 'upload') return { art: { template: '', palette: '', text: name, alt } };
  const { template, palette, text = name } = art;
  return { art: { template, palette, text, alt } };
}

/** What was drawn when it was uploaded, in the format and size that is asked for. */
function keptOf(picture: Picture, format: PictureFormat, size?: number): Buffer | null {
  if (size !== undefined) return null;
  if (format === 'svg') return picture.type === 'svg' ? picture.bytes : null;
  return picture.type === 'png' ? picture.bytes : (picture.png ?? null);
}

const uploadOf = ({ type, bytes }: Picture): Drawing =>
  type === 'svg' ? { svg: bytes.toString('utf8') } : { png: bytes };

/**
 * Gives the picture of a version. It is drawn once and kept: later versions of this program, of a font or of a set of icons
 * change no badge that was issued. What was asked for last is kept in memory, too.
 */
export function createArt({ draw, findPicture, drawings }: Deps) {
  const kept = createKeptFiles(MOST_KEPT_BYTES);

  async function svgOf(content: AchievementContent, key: string): Promise<string> {
    const found = await drawings.find(key);
    if (found !== null) return found;
    const of = await drawingOf(content, findPicture);
    const svg = (await draw({ of, format: 'svg' }, key)).toString('utf8');
    // What stands in for a picture that is not there is not what the badge looks like.
    return content.art.kind === 'upload' ? svg : drawings.keep(key, svg);
  }

  return (
    content: AchievementContent,
    format: PictureFormat,
    { key, size }: { readonly key: string; readonly size?: number },
  ): Promise<Buffer> =>
    kept.get(`${key} ${format} ${size ?? ''}`, async () => {
      const { art } = content;
      const picture = art.kind === 'upload' ? await findPicture(art.imageId) : null;
      const made = picture && keptOf(picture, format, size);
      if (made !== null) return made;
      if (picture !== null) {
        return draw(omitUndefined({ of: uploadOf(picture), format, size }), key);
      }
      const svg = await svgOf(content, key);
      if (format === 'svg') return Buffer.from(svg);
      return draw(omitUndefined({ of: { svg }, format, size }), key);
    });
}
