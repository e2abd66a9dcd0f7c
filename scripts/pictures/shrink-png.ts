import { deflateSync, crc32 } from 'node:zlib';
import type { Page } from 'playwright-core';

/** A picture of at most 256 colours: a number a pixel, row by row. */
interface Indexed {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each colour. */
  readonly palette: readonly number[];
  /** Base64. */
  readonly pixels: string;
}

/** What runs in the browser, which can read pictures: its most used colours, and for each pixel the nearest of them. */
const REDUCE = `async (png, most) => {
  const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const used = new Map();
  const at = (i) => (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
  for (let i = 0; i < data.length; i += 4) used.set(at(i), (used.get(at(i)) ?? 0) + 1);
  const far = (a, b) =>
    ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;
  const colours = [];
  const ordered = [...used].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  // Colours that the eye tells apart first, then whatever is used most.
  for (const limit of [600, 150, 30, 0])
    for (const colour of ordered) {
      if (colours.length === most) break;
      if (colours.every((one) => far(one, colour) > limit)) colours.push(colour);
    }
  const nearest = new Map();
  const indexOf = (colour) => {
    let found = nearest.get(colour);
    if (found === undefined) {
      found = 0;
      for (let i = 1; i < colours.length; i += 1)
        if (far(colours[i], colour) < far(colours[found], colour)) found = i;
      nearest.set(colour, found);
    }
    return found;
  };
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = indexOf(at(i * 4));
  let text = '';
  for (let i = 0; i < pixels.length; i += 8192) text += String.fromCharCode(...pixels.subarray(i, i + 8192));
  return { width, height, palette: colours.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]), pixels: btoa(text) };
}`;

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Writes a PNG with a palette (PNG, 3rd edition, 11.2), which pictures of pages need a quarter of the bytes for. */
function encode({ width, height, palette, pixels }: Indexed): Buffer {
  const bytes = Buffer.from(pixels, 'base64');
  const rows = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row += 1)
    bytes.copy(rows, row * (width + 1) + 1, row * width, (row + 1) * width);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(palette)),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** What a picture in the documentation may have, in bytes. */
const MOST_BYTES = 60_000;

/**
 * Makes a picture of a page small: 64 colours in a palette, or fewer where it would be larger than 60 KB.
 * @param page any page, in which the picture is read
 */
export async function shrinkPng(page: Page, png: Buffer): Promise<Buffer> {
  let small = png;
  for (const most of [64, 48, 40, 32]) {
    const indexed = await page.evaluate<Indexed>(
      `(${REDUCE})(${JSON.stringify(png.toString('base64'))}, ${most})`,
    );
    small = encode(indexed);
    if (small.length <= MOST_BYTES) break;
  }
  return small;
}
