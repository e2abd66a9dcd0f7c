import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { InvalidInput, omitUndefined } from '../../base/index.js';

/** A body that is read as it comes in. */
export interface Upload {
  /** The media type, without its parameters, in small letters. */
  readonly type: string;
  readonly charset?: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A body that is being read, and what tells it from others once it was. */
export interface ReadUpload {
  readonly upload: Upload;
  readonly digest: () => string;
}

/**
 * Opens a body of a known type.
 * @param types the media types that are taken
 * @throws InvalidInput `request_unreadable` (415) for others, for an encoding that is none, and for what is compressed: its size
 *   could not be known
 */
export function openUpload(req: Request, types: readonly string[]): ReadUpload {
  const [media = '', ...parameters] = (req.headers['content-type'] ?? '').split(';');
  const type = media.trim().toLowerCase();
  const encoding = (req.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const isTaken = types.includes(type) && encoding === 'identity';
  if (!isTaken)
    throw new InvalidInput('request_unreadable', 'A body of this kind is not taken here.', {
      status: 415,
      action: `Send ${types.join(', ')}, not compressed.`,
    });
  const told = parameters.map((each) => /^\s*charset\s*=\s*"?([\w-]{1,40})"?\s*$/i.exec(each)?.[1]);
  const charset = told.find((each) => each !== undefined);
  const hash = createHash('sha256');
  async function* read(): AsyncIterable<Uint8Array> {
    try {
      // Whoever stops in the middle answers why: ending the body here would end the connection with it.
      const parts: AsyncIterable<Uint8Array> = req.iterator({ destroyOnReturn: false });
      for await (const part of parts) {
        hash.update(part);
        yield part;
      }
    } finally {
      // The rest is read and dropped; the answer goes out meanwhile.
      req.resume();
    }
  }
  return {
    upload: omitUndefined({ type, charset, bytes: read() }),
    digest: () => hash.copy().digest('base64url'),
  };
}
