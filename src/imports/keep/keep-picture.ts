import { LaurelError, type Outbound } from '../../base/index.js';
import type { Achievements } from '../../achievements/index.js';
import type { Opened } from '../open/facts.js';

const MOST_PICTURE = 2_097_152;

/**
 * Keeps a badge's picture, made anew: what a stranger's picture carries beside what it shows is gone.
 * @param image a `data:` URL or an https address, where the badge names one
 * @returns its id; undefined where there is none that can be read
 */
export type KeepPicture = (
  badge: Pick<Extract<Opened, { kind: 'badge' }>, 'format' | 'bytes'> | null,
  image: string | undefined,
  key: string,
) => Promise<string | undefined>;

const DATA = /^data:image\/(?:png|jpeg|svg\+xml);base64,/i;

/** @returns what keeps pictures: of the file itself, of what the badge carries, else from the badge's own host */
export function createKeepPicture(deps: {
  readonly achievements: Pick<Achievements, 'addPicture'>;
  readonly outbound: Pick<Outbound, 'fetch'>;
}): KeepPicture {
  const fetchImage = async (url: string): Promise<Uint8Array | null> => {
    const { status, bytes } = await deps.outbound.fetch(url, {
      headers: { accept: 'image/png, image/svg+xml, image/jpeg' },
      maxBytes: MOST_PICTURE,
      timeoutMs: 5_000,
      redirects: 2,
    });
    return status === 200 ? bytes : null;
  };
  const bytesOf = async (image: string | undefined): Promise<Uint8Array | null> => {
    if (image === undefined) return null;
    const data = DATA.exec(image)?.[0];
    if (data !== undefined) return Buffer.from(image.slice(data.length), 'base64');
    return fetchImage(image);
  };
  return async (badge, image, key) => {
    try {
      const isPicture = badge?.format === 'png' || badge?.format === 'svg';
      const bytes = isPicture ? badge.bytes : await bytesOf(image);
      if (bytes === null) return undefined;
      return await deps.achievements.addPicture(Buffer.from(bytes), key);
    } catch (error) {
      // A badge without its picture is a badge.
      if (error instanceof LaurelError) return undefined;
      throw error;
    }
  };
}
