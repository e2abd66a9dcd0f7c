import { omitUndefined } from '../../base/index.js';
import type { Picture } from '../read-picture.js';
import type { DrawnEmblem } from './draw-emblem.js';
import type { ComposedDrawing } from './draw-composed.js';
import { iconBody } from './icons.js';
import { coloursOf, type ComposedArt, type Emblem } from './spec.js';

/** The words that a picture is drawn with. */
export interface ArtWords {
  /** The badge's name: the title, unless the art has words of its own. */
  readonly name: string;
  readonly alt: string;
}

type FindPicture = (id: string) => Promise<Picture | null>;

/** An emblem with its outlines or pixels; what is not there any more is left out. */
async function drawnEmblem(emblem: Emblem, findPicture: FindPicture): Promise<DrawnEmblem> {
  switch (emblem.kind) {
    case 'icon': {
      const body = iconBody(emblem.icon);
      return body === null ? { kind: 'none' } : { kind: 'icon', body };
    }
    case 'logo': {
      const picture = await findPicture(emblem.imageId);
      const png = picture?.type === 'png' ? picture.bytes : picture?.png;
      return png === undefined ? { kind: 'none' } : { kind: 'logo', png };
    }
    default:
      return emblem;
  }
}

/** All that a composed picture is drawn from: the data that is kept, with the outlines and pixels that it names. */
export async function resolveArt(
  art: ComposedArt,
  { name, alt }: ArtWords,
  findPicture: FindPicture,
): Promise<ComposedDrawing> {
  const { family, text = name, title, motto = '', level } = art;
  return omitUndefined({
    family,
    colours: coloursOf(art),
    emblem: await drawnEmblem(art.emblem, findPicture),
    title: { text, place: title },
    motto,
    level,
    alt,
  });
}
