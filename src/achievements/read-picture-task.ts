import { readPicture, readWidePicture } from './read-picture.js';

export interface PictureOrder {
  readonly bytes: Uint8Array;
  /** Whether it keeps its shape: a logo, a signature. */
  readonly isWide: boolean;
}

/** Reads and draws an uploaded picture in a process of its own: what breaks the renderer breaks nothing else. */
export function run({ bytes, isWide }: PictureOrder) {
  return isWide ? readWidePicture(Buffer.from(bytes)) : readPicture(Buffer.from(bytes));
}
