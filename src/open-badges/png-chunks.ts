/** The eight bytes that every PNG begins with (PNG 3rd ed., 5.2). */
export const PNG_SIGNATURE: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export const isPng = (bytes: Uint8Array): boolean =>
  PNG_SIGNATURE.every((byte, index) => bytes[index] === byte);

/** A chunk of a PNG (PNG 3rd ed., 5.3). */
export interface PngChunk {
  /** Four letters, such as IHDR. */
  readonly type: string;
  /** A view of the picture's own bytes. */
  readonly data: Uint8Array;
  /** Where the whole chunk, length and checksum included, begins and ends in the picture. */
  readonly start: number;
  readonly end: number;
}

/** Length and type before the data, the checksum behind it. */
const FRAME = 12;

/**
 * The chunks of a PNG up to IEND, or up to where it is cut off: whoever needs it whole looks whether the last one is IEND.
 * Only heads are read; nothing is unpacked, and no checksum is checked.
 * @param png begins with the signature
 */
export function* listChunks(png: Uint8Array): Generator<PngChunk, undefined> {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let start = PNG_SIGNATURE.length; start + FRAME <= png.length;) {
    const end = start + FRAME + view.getUint32(start);
    if (end > png.length) return;
    const type = String.fromCharCode(...png.subarray(start + 4, start + 8));
    yield { type, data: png.subarray(start + 8, end - 4), start, end };
    if (type === 'IEND') return;
    start = end;
  }
}
