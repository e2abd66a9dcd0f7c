const TIFF_AT = 6;
const ORIENTATION = 0x0112;
const SHORT = 3;
/** Entries of one directory: cameras write some dozens. */
const MOST_ENTRIES = 512;

/** The eight ways a picture can lie (Exif 3.0, 4.6.5, tag Orientation); 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const isOrientation = (value: number): value is Orientation => value >= 1 && value <= 8;

/**
 * How a JPEG's APP1 segment says that the picture lies (TIFF 6.0, section 2: byte order, directory, entries of 12 bytes).
 * @param segment what follows the segment's length
 * @returns null where it says nothing that can be read
 */
export function orientationOf(segment: Buffer): Orientation | null {
  if (segment.toString('latin1', 0, TIFF_AT) !== 'Exif\0\0') return null;
  const tiff = segment.subarray(TIFF_AT);
  if (tiff.length < 8) return null;
  const order = tiff.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return null;
  const word = (at: number) => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = order === 'II' ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (first + 2 > tiff.length) return null;
  const entries = Math.min(word(first), MOST_ENTRIES);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = first + 2 + entry * 12;
    if (at + 12 > tiff.length) return null;
    if (word(at) !== ORIENTATION || word(at + 2) !== SHORT) continue;
    const value = word(at + 8);
    return isOrientation(value) ? value : null;
  }
  return null;
}

/** What turns a picture that lies so upright, about the middle, as the first four numbers of an SVG matrix. */
export const UPRIGHT: Readonly<Record<Orientation, string>> = {
  1: '1 0 0 1',
  2: '-1 0 0 1',
  3: '-1 0 0 -1',
  4: '1 0 0 -1',
  5: '0 1 1 0',
  6: '0 1 -1 0',
  7: '0 -1 -1 0',
  8: '0 -1 1 0',
};
