import { LRUCache } from 'lru-cache';
import { omitUndefined } from '../../base/index.js';
import type { FindMailBrand, MailPicture } from '../../mail/index.js';
import type { FindPng } from '../files/find-brand.js';
import type { Issuers } from '../issuer/issuers.js';
import { plainName } from '../verify/name-key.js';
import { picturePath } from './school.js';
import { tonesOf } from './tones.js';

const MOST_WIDE = 180;
const MOST_HIGH = 44;
const MOST_SIZES = 500;

/** The width and height that a PNG's header tells (PNG, 11.2.1), made to fit a mail's head. */
function fitInto(png: Uint8Array): Pick<MailPicture, 'width' | 'height'> {
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  const scale = Math.min(1, MOST_WIDE / width, MOST_HIGH / height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** The school of a deployment's mail. */
export function createFindMailBrand(deps: {
  readonly publicUrl: string;
  readonly issuers: Pick<Issuers, 'find' | 'brandOf'>;
  readonly findPng: FindPng;
}): FindMailBrand {
  const { publicUrl, issuers, findPng } = deps;
  /** A picture's id is its content's hash: its size never changes. */
  const sizes = new LRUCache<string, Pick<MailPicture, 'width' | 'height'>>({ max: MOST_SIZES });

  async function pictureOf(id: string | undefined): Promise<MailPicture | undefined> {
    if (id === undefined) return undefined;
    const png = sizes.has(id) ? null : await findPng(id);
    if (png !== null) sizes.set(id, fitInto(png));
    const size = sizes.get(id);
    return size && { url: publicUrl + picturePath(id), ...size };
  }

  return async (of) => {
    const issuer = await issuers.find(of);
    if (issuer === null) return null;
    const { brand, logoId } = await issuers.brandOf(issuer.id);
    const [logo, darkLogo] = await Promise.all([logoId, brand.darkLogoId].map(pictureOf));
    const { light, dark } = tonesOf(brand.accent);
    return omitUndefined({
      name: plainName(issuer.name),
      logo,
      darkLogo,
      accent: light.accent,
      ink: light.ink,
      darkAccent: dark.accent,
      darkInk: dark.ink,
    });
  };
}
