import { closeSync, openSync, readSync } from 'node:fs';

/** What a font file says of itself, read without its glyphs. */
export interface FontFacts {
  /** Whether it has a character. */
  readonly has: (codePoint: number) => boolean;
  /** `usWeightClass`: 400 is regular, 700 bold. */
  readonly weight: number;
}

/** Code points from … to, in order. */
type Ranges = readonly (readonly [from: number, to: number])[];

/** TrueType and OpenType with CFF outlines (OpenType 1.9, "Organization of an OpenType Font"). */
const SIGNATURES = [0x00010000, 0x4f54544f, 0x74727565];
const MOST_TABLES = 200;
const MOST_BYTES = 4_194_304;

function readAt(file: number, position: number, length: number): DataView {
  if (length > MOST_BYTES) throw new TypeError('the table is too large');
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, position) < length) throw new TypeError('the file is short');
  return new DataView(bytes.buffer, bytes.byteOffset, length);
}

function readTable(file: number, tag: string): DataView | null {
  const header = readAt(file, 0, 12);
  if (!SIGNATURES.includes(header.getUint32(0))) throw new TypeError('not a single TTF or OTF');
  const count = Math.min(header.getUint16(4), MOST_TABLES);
  const records = readAt(file, 12, count * 16);
  const wanted = Buffer.from(tag, 'latin1').readUInt32BE();
  for (let at = 0; at < count * 16; at += 16)
    if (records.getUint32(at) === wanted)
      return readAt(file, records.getUint32(at + 8), records.getUint32(at + 12));
  return null;
}

/** Segments to delta values (cmap format 4), for the Basic Multilingual Plane. */
function readSegments(cmap: DataView, start: number): Ranges {
  const doubled = cmap.getUint16(start + 6);
  const ranges: [number, number][] = [];
  for (let at = 0; at < doubled; at += 2) {
    const end = cmap.getUint16(start + 14 + at);
    const begin = cmap.getUint16(start + 16 + doubled + at);
    const delta = cmap.getUint16(start + 16 + 2 * doubled + at);
    const offsetAt = start + 16 + 3 * doubled + at;
    const offset = cmap.getUint16(offsetAt);
    const glyphOf = (code: number): number => {
      if (offset === 0) return (code + delta) & 0xffff;
      const glyph = cmap.getUint16(offsetAt + offset + 2 * (code - begin));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    };
    for (let code = begin; code <= end && code < 0xffff; code++) {
      if (glyphOf(code) === 0) continue;
      const last = ranges.at(-1);
      if (last !== undefined && last[1] === code - 1) last[1] = code;
      else ranges.push([code, code]);
    }
  }
  return ranges;
}

/** Segmented coverage (cmap format 12), for all planes. */
function readGroups(cmap: DataView, start: number): Ranges {
  const count = cmap.getUint32(start + 12);
  const ranges: [number, number][] = [];
  for (let index = 0; index < count; index++) {
    const at = start + 16 + index * 12;
    const [from, to] = [cmap.getUint32(at), cmap.getUint32(at + 4)];
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === from - 1) last[1] = to;
    else ranges.push([from, to]);
  }
  return ranges;
}

function readRanges(cmap: DataView): Ranges {
  let best: Ranges = [];
  for (let index = 0; index < cmap.getUint16(2); index++) {
    const start = cmap.getUint32(4 + index * 8 + 4);
    const format = cmap.getUint16(start);
    if (format === 12) return readGroups(cmap, start);
    if (format === 4 && best.length === 0) best = readSegments(cmap, start);
  }
  return best;
}

function isIn(ranges: Ranges, codePoint: number): boolean {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [from, to] = ranges[middle] ?? [0, -1];
    if (codePoint < from) high = middle - 1;
    else if (codePoint > to) low = middle + 1;
    else return true;
  }
  return false;
}

/**
 * Reads which characters a font file has (cmap) and how heavy it is (OS/2), a few kilobytes of it.
 * @throws Error for what is no TrueType or OpenType font
 */
export function readCoverage(path: string): FontFacts {
  const file = openSync(path, 'r');
  try {
    const cmap = readTable(file, 'cmap');
    if (cmap === null) throw new TypeError('it has no characters');
    const ranges = readRanges(cmap);
    const weight = readTable(file, 'OS/2')?.getUint16(4) ?? 400;
    return { has: (codePoint) => isIn(ranges, codePoint), weight };
  } finally {
    closeSync(file);
  }
}
