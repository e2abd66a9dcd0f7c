import { crc32, deflateSync } from 'node:zlib';

const MOST_COLOURS = 256;
/** Colours that differ by less than this are one: what is lost is not seen, and a gradient takes few. */
const STEP = 8;

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const round = (value: number) => Math.min(255, Math.round(value / STEP) * STEP);
const far = (a: number, b: number) =>
  Math.abs((a >> 16) - (b >> 16)) +
  Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)) +
  Math.abs((a & 255) - (b & 255));

/** The most frequent colours of a picture, and which of them stands for each colour. */
function paletteOf(colours: Uint32Array): { palette: number[]; places: Map<number, number> } {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const all = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
  const palette = all.slice(0, MOST_COLOURS);
  const nearest = (colour: number) =>
    palette.reduce((best, one, at) => {
      return far(one, colour) < far(palette[best] ?? 0, colour) ? at : best;
    }, 0);
  return { palette, places: new Map(all.map((colour) => [colour, nearest(colour)])) };
}

/**
 * A picture of a page as a PNG with a palette (PNG 3.0, 11.2.2: colour type 3), a third as large as one of all colours.
 * @param rgba four bytes a pixel; what is transparent is taken for opaque
 */
export function indexedPng(rgba: Uint8Array, width: number, height: number): Buffer {
  const colours = Uint32Array.from({ length: width * height }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = rgba.subarray(at * 4, at * 4 + 3);
    return (round(red) << 16) | (round(green) << 8) | round(blue);
  });
  const { palette, places } = paletteOf(colours);
  const rows = Buffer.alloc((width + 1) * height);
  colours.forEach((colour, at) => {
    const row = Math.floor(at / width);
    rows[row * (width + 1) + 1 + (at % width)] = places.get(colour) ?? 0;
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const entries = palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', head),
    chunk('PLTE', Uint8Array.from(entries)),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}
