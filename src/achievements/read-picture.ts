import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { InvalidInput } from '../base/index.js';
import { isPng, listChunks } from '../open-badges/index.js';
import { ART_SIZE, isDrawnAtCentre, renderPng } from './art/draw-art.js';
import { orientationOf, UPRIGHT, type Orientation } from './exif-orientation.js';
import { sanitizeSvg } from './sanitize-svg.js';

/** A picture as it is kept: made anew from what was uploaded, so that nothing hidden travels along. */
export interface Picture {
  /** The hash of its bytes. */
  readonly id: string;
  readonly type: 'png' | 'svg';
  readonly bytes: Buffer;
  /** An SVG, drawn once when it was uploaded. */
  readonly png?: Buffer;
}

/** Where an uploaded picture is served, as PNG, for good. */
export const pictureUrl = (publicUrl: string, id: string): string =>
  `${publicUrl}/achievements/pictures/${id}.png`;

const MAX_BYTES = 1_048_576;
const MIN_SIDE = 90;
const MAX_SIDE = 2_000;
/** A logo or a signature: how wide it may be, in heights, and how small. */
const MOST_WIDE = 8;
const MIN_HEIGHT = 40;
const JPEG_SIGNATURE = Buffer.from('ffd8ff', 'hex');

/** @param wording which of the wordings of `picture_refused` says it in the reader's language */
function refuse(
  wording: string,
  message: string,
  details: { readonly values?: Readonly<Record<string, number>>; readonly cause?: unknown } = {},
): InvalidInput {
  return new InvalidInput('picture_refused', message, {
    action: 'Upload a PNG, JPEG or SVG of up to 1 MB, about as wide as it is high.',
    wording,
    ...details,
  });
}

type CheckSides = (width: number, height: number) => void;

function checkSides(width: number, height: number): void {
  const isOutside = (side: number) => side < MIN_SIDE || side > MAX_SIDE;
  if (isOutside(width) || isOutside(height)) {
    throw refuse('sides', `The picture must be ${MIN_SIDE} to ${MAX_SIDE} pixels wide and high.`, {
      values: { least: MIN_SIDE, most: MAX_SIDE },
    });
  }
  if (Math.max(width, height) > 2 * Math.min(width, height)) {
    throw refuse('ratio', 'The picture must be about as wide as it is high.');
  }
}

function checkWideSides(width: number, height: number): void {
  if (Math.max(width, height) > MAX_SIDE || Math.min(width, height) < MIN_HEIGHT)
    throw refuse(
      'sides',
      `The picture must be ${MIN_HEIGHT} to ${MAX_SIDE} pixels wide and high.`,
      {
        values: { least: MIN_HEIGHT, most: MAX_SIDE },
      },
    );
  if (width > MOST_WIDE * height || height > 2 * width)
    throw refuse(
      'wide',
      `The picture may be ${MOST_WIDE} times as wide as it is high, or half as wide.`,
      {
        values: { times: MOST_WIDE },
      },
    );
}

/** Checks size before anything is unpacked, then that the pixels unpack to no more than the size allows. */
function checkPng(bytes: Buffer, check: CheckSides): { width: number; height: number } {
  const chunks = [...listChunks(bytes)];
  if (chunks.at(-1)?.type !== 'IEND') throw refuse('damaged', 'The PNG is cut off.');
  const [header] = chunks;
  if (header?.type !== 'IHDR' || header.data.length !== 13)
    throw refuse('damaged', 'This is not a PNG.');
  const sides = new DataView(header.data.buffer, header.data.byteOffset);
  const [width, height] = [sides.getUint32(0), sides.getUint32(4)];
  check(width, height);
  const packed = chunks.filter((chunk) => chunk.type === 'IDAT').map((chunk) => chunk.data);
  // 16 bits for each of four channels, a filter byte a row, twice for interlacing's seven passes.
  const maxOutputLength = (width * 8 + 2) * height * 2;
  try {
    inflateSync(Buffer.concat(packed), { maxOutputLength });
  } catch (cause) {
    throw refuse('damaged', 'The PNG is damaged.', { cause });
  }
  return { width, height };
}

/** Start-of-frame markers (ITU-T T.81, table B.1): all of C0 to CF but DHT, JPG and DAC. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const APP1 = 0xe1;

/** What a JPEG says of its size and of how it lies, read before anything is unpacked (ITU-T T.81, B.2.2). */
function readJpegHeader(bytes: Buffer): {
  width: number;
  height: number;
  orientation: Orientation;
} {
  let orientation: Orientation | null = null;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isFrame(marker)) {
      const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
      return { height, width, orientation: orientation ?? 1 };
    }
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) break;
    if (marker === APP1) orientation ??= orientationOf(bytes.subarray(at + 4, at + 2 + length));
    at += 2 + length;
  }
  throw refuse('damaged', 'The JPEG is damaged.');
}

/** A picture in the square of a badge, turned about its middle. */
function asSvg(uri: string, orientation: Orientation = 1): string {
  const middle = ART_SIZE / 2;
  const turn = `translate(${middle} ${middle}) matrix(${UPRIGHT[orientation]} 0 0) translate(${-middle} ${-middle})`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${ART_SIZE} ${ART_SIZE}" width="${ART_SIZE}" height="${ART_SIZE}">` +
    `<image width="${ART_SIZE}" height="${ART_SIZE}"${orientation === 1 ? '' : ` transform="${turn}"`} href="${uri}"/></svg>`
  );
}

/**
 * A JPEG is kept as the PNG that it was drawn to, upright as its camera says: where it was made, and by what, is left
 * behind.
 */
function readJpeg(bytes: Buffer): Picture {
  const { width, height, orientation } = readJpegHeader(bytes);
  checkSides(width, height);
  const svg = asSvg(`data:image/jpeg;base64,${bytes.toString('base64')}`, orientation);
  // A JPEG has no transparency: what cannot be unpacked is left out of the drawing, and its middle stays clear.
  if (!isDrawnAtCentre(svg)) throw refuse('damaged', 'The JPEG is damaged.');
  return toPicture('png', renderPng(svg));
}

const asDataUri = (png: Buffer) => `data:image/png;base64,${png.toString('base64')}`;

/** A PNG as SVG, whole and centred in the square of a badge. */
export function wrapPng(png: Buffer): string {
  return asSvg(asDataUri(png));
}

function toPicture(type: Picture['type'], bytes: Buffer): Picture {
  return { id: createHash('sha256').update(bytes).digest('base64url'), type, bytes };
}

function readSvg(bytes: Buffer): Picture {
  const svg = sanitizeSvg(bytes.toString('utf8'));
  try {
    return { ...toPicture('svg', Buffer.from(svg)), png: renderPng(svg) };
  } catch (cause) {
    throw refuse('undrawable', 'The SVG cannot be drawn.', { cause });
  }
}

/**
 * Reads an uploaded picture by its content, never by its name or declared type.
 * @throws InvalidInput `picture_refused`, in words
 */
export function readPicture(bytes: Buffer): Picture {
  if (bytes.length > MAX_BYTES) throw refuse('tooLarge', 'The picture is larger than 1 MB.');
  if (isPng(bytes)) {
    checkPng(bytes, checkSides);
    return toPicture('png', renderPng(wrapPng(bytes)));
  }
  if (bytes.subarray(0, 3).equals(JPEG_SIGNATURE)) return readJpeg(bytes);
  if (/^\s*<(\?xml|!--|svg)/.test(bytes.toString('utf8', 0, 200))) return readSvg(bytes);
  throw refuse('type', 'This is neither a PNG, nor a JPEG, nor an SVG.');
}

/** The width of a logo or a signature as it is kept, in pixels: sharp on paper, up to six centimetres wide. */
const MOST_WIDTH = 1_000;

/**
 * Reads a logo or a signature: a PNG keeps its shape, up to eight times as wide as it is high; everything else is read as the
 * picture of a badge is.
 * @throws InvalidInput `picture_refused`, in words
 */
export function readWidePicture(bytes: Buffer): Picture {
  if (bytes.length > MAX_BYTES) throw refuse('tooLarge', 'The picture is larger than 1 MB.');
  if (!isPng(bytes)) return readPicture(bytes);
  const { width, height } = checkPng(bytes, checkWideSides);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">` +
    `<image width="${width}" height="${height}" href="${asDataUri(bytes)}"/></svg>`;
  return toPicture('png', renderPng(svg, Math.min(width, MOST_WIDTH)));
}
