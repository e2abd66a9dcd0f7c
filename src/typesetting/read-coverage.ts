import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

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
/** Of one plane of Unicode, which is all that format 4 can tell. */
const MOST_CODES = 0x10000;
/** Without which nothing can be set in a font. */
const NEEDED = ['head', 'hhea', 'hmtx', 'maxp'];

function readAt(file: number, position: number, length: number): DataView {
  if (length > MOST_BYTES) throw new TypeError('the table is too large');
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, position) < length) throw new TypeError('the file is short');
  return new DataView(bytes.buffer, bytes.byteOffset, length);
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

/**
 * Where the tables of a font are.
 * @throws Error where one reaches beyond the file's end, or one is missing that nothing can be set without
 */
function readDirectory(file: number): ReadonlyMap<string, Place> {
  const { size } = fstatSync(file);
  const header = readAt(file, 0, 12);
  if (!SIGNATURES.includes(header.getUint32(0))) throw new TypeError('not a single TTF or OTF');
  const count = Math.min(header.getUint16(4), MOST_TABLES);
  const records = readAt(file, 12, count * 16);
  const tables = new Map<string, Place>();
  for (let at = 0; at < count * 16; at += 16) {
    const place = { offset: records.getUint32(at + 8), length: records.getUint32(at + 12) };
    if (place.offset + place.length > size) throw new TypeError('the file is short');
    const tag = [0, 1, 2, 3].map((index) => String.fromCharCode(records.getUint8(at + index)));
    tables.set(tag.join(''), place);
  }
  const hasOutlines = ['glyf', 'CFF ', 'CFF2'].some((tag) => tables.has(tag));
  if (!hasOutlines || NEEDED.some((tag) => !tables.has(tag)))
    throw new TypeError('a table is missing');
  return tables;
}

/** Segments to delta values (cmap format 4), for the Basic Multilingual Plane. */
function readSegments(cmap: DataView, start: number): Ranges {
  const doubled = cmap.getUint16(start + 6);
  const ranges: [number, number][] = [];
  let codes = 0;
  for (let at = 0; at < doubled; at += 2) {
    const end = cmap.getUint16(start + 14 + at);
    const begin = cmap.getUint16(start + 16 + doubled + at);
    // Segments of a whole font do not overlap; those of a spoiled one could name billions.
    codes += Math.max(0, end - begin + 1);
    if (codes > MOST_CODES) throw new TypeError('its characters overlap');
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
 * @throws Error for what is no TrueType or OpenType font, or not the whole of one
 */
export function readCoverage(path: string): FontFacts {
  const file = openSync(path, 'r');
  try {
    const tables = readDirectory(file);
    const read = (tag: string): DataView | null => {
      const place = tables.get(tag);
      return place === undefined ? null : readAt(file, place.offset, place.length);
    };
    const cmap = read('cmap');
    if (cmap === null) throw new TypeError('it has no characters');
    const ranges = readRanges(cmap);
    const weight = read('OS/2')?.getUint16(4) ?? 400;
    return { has: (codePoint) => isIn(ranges, codePoint), weight };
  } finally {
    closeSync(file);
  }
}
