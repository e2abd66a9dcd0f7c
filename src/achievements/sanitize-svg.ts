import { InvalidInput } from '../base/index.js';

/** What an uploaded drawing may be made of: shapes, colours, no text, nothing that fetches, runs or frames. */
const ELEMENTS = new Set(
  'svg g path rect circle ellipse line polyline polygon defs linearGradient radialGradient stop clipPath mask title desc'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  (
    'id d x y x1 y1 x2 y2 cx cy r rx ry fx fy width height points transform viewBox preserveAspectRatio fill stroke ' +
    'fill-rule clip-rule fill-opacity stroke-opacity opacity stroke-width stroke-linecap stroke-linejoin ' +
    'stroke-miterlimit stroke-dasharray stroke-dashoffset clip-path mask offset stop-color stop-opacity ' +
    'gradientUnits gradientTransform spreadMethod clipPathUnits maskUnits maskContentUnits color vector-effect'
  ).split(' '),
);
const MAX_ELEMENTS = 1_000;
/** Characters of paths and points, all together. */
const MAX_PATHS = 300_000;
/** Sides of the root's view, in its own units, and how much longer one may be than the other. */
const MIN_SIDE = 0.01;
const MAX_SIDE = 100_000;
const MAX_RATIO = 4;
const MAX_DEPTH = 40;
/** Each is drawn again wherever it is used. */
const MAX_CUTOUTS = 20;
const TOKEN = /<!--[\s\S]*?-->|<\?xml\s[^>]*\?>|<(\/?)([A-Za-z][\w:.-]*)|([^<]+)/y;
const ATTRIBUTE = /\s+([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /\s*(\/?)>/y;

type Attributes = readonly (readonly [name: string, value: string])[];

/** @param wording which of the wordings of `picture_refused` says it in the reader's language */
function refuse(wording: string, message: string, element = ''): InvalidInput {
  return new InvalidInput('picture_refused', message, {
    action: 'Save it as a plain SVG of shapes, or upload a PNG.',
    wording,
    values: { element },
  });
}

/** References within the drawing are let through; anything else that could be fetched is not. */
function isHarmless(value: string): boolean {
  if (/&(?!(amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(value)) return false;
  const urls = value.match(/url\s*\([^)]*\)?/gi) ?? [];
  return (
    !/javascript|data:|expression|@import|\\/i.test(value) &&
    urls.every((url) => /^url\(\s*#[\w.-]+\s*\)$/.test(url))
  );
}

function cleanAttributes(element: string, attributes: Attributes): string {
  let kept = '';
  for (const [name, value] of attributes) {
    if (/^on/i.test(name) || /(^|:)href$/i.test(name) || name === 'src') {
      throw refuse('outside', 'The picture holds a script or a reference to something outside.');
    }
    if (!ATTRIBUTES.has(name)) continue;
    if (name === 'stroke-dasharray' && value !== 'none') {
      throw refuse('dashes', 'The picture uses dashed lines: turn them into shapes first.');
    }
    if (!isHarmless(value)) {
      throw refuse('outside', 'The picture holds a reference to something outside.');
    }
    kept += ` ${name}="${value.replace(/"/g, '&quot;')}"`;
  }
  return element === 'svg' ? ` xmlns="http://www.w3.org/2000/svg"${kept}` : kept;
}

/** The root's size is its view's: what else it says of itself could make it millions of times as high as wide. */
function checkView(attributes: string): string {
  const view = / viewBox="([^"]*)"/.exec(attributes)?.[1];
  if (view === undefined) throw refuse('viewBox', 'The SVG names no viewBox.');
  const numbers = view
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [x = NaN, y = NaN, width = NaN, height = NaN] = numbers;
  const isFit = (side: number) => side >= MIN_SIDE && side <= MAX_SIDE;
  const isNear = (place: number) => Math.abs(place) <= MAX_SIDE;
  if (numbers.length !== 4 || !isFit(width) || !isFit(height) || !isNear(x) || !isNear(y))
    throw refuse('viewBox', 'The SVG’s viewBox is not one that can be drawn.');
  if (Math.max(width, height) > MAX_RATIO * Math.min(width, height))
    throw refuse('ratio', 'The picture must be about as wide as it is high.');
  return attributes.replace(/ (?:width|height)="[^"]*"/g, '');
}

function checkElement(name: string): void {
  if (ELEMENTS.has(name)) return;
  if (/^(text|tspan|style)$/.test(name)) {
    throw refuse(
      'shapes',
      `The picture uses <${name}>: turn text and styles into shapes first.`,
      name,
    );
  }
  const element = name.slice(0, 30);
  throw refuse('element', `The picture uses <${element}>, which is not taken.`, element);
}

/** A namespaced element of an editor (`sodipodi:…`, `metadata`) is dropped with what is in it. */
const isEditors = (name: string) => name.includes(':') || name === 'metadata';

const isCutout = (name: string) => name === 'mask' || name === 'clipPath';

/** Cut-outs within cut-outs would double the work with each level: a page of them takes a machine for days. */
function checkCutouts(reading: Reading, name: string, attributes: string): void {
  if (!/ (mask|clip-path)="(?!none")/.test(attributes)) return;
  reading.cutouts += 1;
  if (reading.cutouts > MAX_CUTOUTS || isCutout(name) || reading.open.some(isCutout)) {
    throw refuse('masks', 'The picture uses too many masks or clips, or one within another.');
  }
}

/** What has been read so far, and what has been written anew from it. */
interface Reading {
  readonly open: string[];
  out: string;
  count: number;
  /** Characters of paths and points so far. */
  paths: number;
  /** How many elements are masked or clipped. */
  cutouts: number;
  /** How many of the open elements belong to an editor and are left out. */
  dropped: number;
}

function readWords(reading: Reading, words: string): void {
  const parent = reading.open.at(-1);
  if (reading.dropped > 0 || (parent !== 'title' && parent !== 'desc')) return;
  const escaped = words.replace(/&(?!(amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/gi, '&amp;');
  reading.out += escaped.replace(/>/g, '&gt;');
}

function readEnd(reading: Reading, name: string): void {
  if (reading.open.pop() !== name) throw refuse('malformed', 'The picture is not well-formed SVG.');
  if (reading.dropped === 0) reading.out += `</${name}>`;
  else reading.dropped -= 1;
}

/** Takes an element that is drawn over into the picture, as far as it is allowed and within the bounds. */
function keepElement(
  reading: Reading,
  name: string,
  attributes: Attributes,
  isEmpty: boolean,
): void {
  checkElement(name);
  if (name === 'svg' && reading.count > 1)
    throw refuse('nested', 'The picture holds another picture.');
  const cleaned = cleanAttributes(name, attributes);
  const kept = name === 'svg' ? checkView(cleaned) : cleaned;
  for (const [whole] of kept.matchAll(/ (?:d|points)="[^"]*"/g)) reading.paths += whole.length;
  if (reading.paths > MAX_PATHS) throw refuse('complex', 'The picture is too complex.');
  checkCutouts(reading, name, kept);
  reading.out += `<${name}${kept}${isEmpty ? '/>' : '>'}`;
}

function readStart(reading: Reading, name: string, attributes: Attributes, isEmpty: boolean): void {
  reading.count += 1;
  const { open, count } = reading;
  if (count > MAX_ELEMENTS || open.length >= MAX_DEPTH)
    throw refuse('complex', 'The picture is too complex.');
  if (open.length === 0 && (name !== 'svg' || count > 1))
    throw refuse('malformed', 'This is not an SVG picture.');
  const isDropped = reading.dropped > 0 || isEditors(name);
  if (!isDropped) keepElement(reading, name, attributes, isEmpty);
  if (isEmpty) return;
  open.push(name);
  if (isDropped) reading.dropped += 1;
}

/** What stands in a tag behind its name, and where it ends; null where that is no tag. */
function readTag(text: string, start: number) {
  const attributes: [string, string][] = [];
  let at = start;
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const found = ATTRIBUTE.exec(text);
    if (found === null) break;
    attributes.push([found[1] ?? '', found[2] ?? found[3] ?? '']);
    at = ATTRIBUTE.lastIndex;
  }
  TAG_END.lastIndex = at;
  const end = TAG_END.exec(text);
  return end && { attributes, isEmpty: end[1] === '/', end: TAG_END.lastIndex };
}

/** Reads what stands at a place, and gives the place behind it. */
function readToken(reading: Reading, text: string, start: number): number {
  TOKEN.lastIndex = start;
  const match = TOKEN.exec(text);
  if (match === null) throw refuse('malformed', 'The picture is not well-formed SVG.');
  const end = TOKEN.lastIndex;
  const [, slash, name, words] = match;
  if (words !== undefined) readWords(reading, words);
  if (name === undefined) return end;
  const tag = readTag(text, end);
  if (tag === null) throw refuse('malformed', 'The picture is not well-formed SVG.');
  if (slash === '/') readEnd(reading, name);
  else readStart(reading, name, tag.attributes, tag.isEmpty);
  return tag.end;
}

/**
 * Reads an uploaded SVG strictly and writes it anew from an allow-list. Refuses doctypes, entities, scripts,
 * foreignObject, text, styles and outside references, each in words.
 * @throws InvalidInput `picture_refused`
 */
export function sanitizeSvg(source: string): string {
  const text = source.replace(/^\uFEFF/, '').trim();
  const reading: Reading = { open: [], out: '', count: 0, paths: 0, cutouts: 0, dropped: 0 };
  for (let at = 0; at < text.length;) at = readToken(reading, text, at);
  if (reading.open.length > 0 || reading.count === 0) {
    throw refuse('malformed', 'The picture is not well-formed SVG.');
  }
  return reading.out;
}
