import { drawArt, renderPng } from './art/draw-art.js';
import { imageAltOf } from './build-open-badge.js';
import type { AchievementContent } from './content.js';
import { wrapPng, type Picture } from './read-picture.js';

export type PictureFormat = 'svg' | 'png';

interface Deps {
  readonly findPicture: (id: string) => Promise<Picture | null>;
}

const MAX_KEPT = 200;

/** The picture of a content, drawn or uploaded. A picture that is gone is drawn from the first template. */
async function drawContent(deps: Deps, content: AchievementContent): Promise<string | Picture> {
  const { art, name } = content;
  const alt = imageAltOf(content);
  if (art.kind === 'upload') {
    const picture = await deps.findPicture(art.imageId);
    if (picture !== null) return picture.type === 'svg' ? picture.bytes.toString('utf8') : picture;
    return drawArt({ template: '', palette: '', text: name, alt });
  }
  return drawArt({ template: art.template, palette: art.palette, text: art.text ?? name, alt });
}

function toFormat(picture: string | Picture, format: PictureFormat, size?: number): Buffer {
  if (typeof picture === 'string') {
    return format === 'svg' ? Buffer.from(picture) : renderPng(picture, size);
  }
  const svg = wrapPng(picture.bytes);
  if (format === 'svg') return Buffer.from(svg);
  return size === undefined ? picture.bytes : renderPng(svg, size);
}

/**
 * Gives the picture of a content. Drawing takes tens of milliseconds and the same content always gives the same
 * picture, so the newest few are kept.
 */
export function createArt(deps: Deps) {
  const kept = new Map<string, Promise<Buffer>>();
  return (
    content: AchievementContent,
    format: PictureFormat,
    options: { key: string; size?: number },
  ): Promise<Buffer> => {
    const key = `${options.key} ${format} ${options.size ?? ''}`;
    const before = kept.get(key);
    if (before !== undefined) return before;
    const drawn = drawContent(deps, content).then((one) => toFormat(one, format, options.size));
    // What failed is not kept: the store may be back next time.
    drawn.catch(() => kept.delete(key));
    kept.set(key, drawn);
    const oldest = kept.keys().next();
    if (kept.size > MAX_KEPT && !oldest.done) kept.delete(oldest.value);
    return drawn;
  };
}
