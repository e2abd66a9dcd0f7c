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
const MAX_ELEMENTS = 5_000;
const MAX_DEPTH = 40;
/** Each is drawn again wherever it is used. */
const MAX_CUTOUTS = 20;
const TOKEN =
  /<!--[\s\S]*?-->|<\?xml\s[^>]*\?>|<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

function refuse(message: string): InvalidInput {
  return new InvalidInput('picture_refused', message, {
    action: 'Save it as a plain SVG of shapes, or upload a PNG.',
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

function cleanAttributes(element: string, source: string): string {
  let kept = '';
  for (const [, name = '', double, single] of source.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? '';
    if (/^on/i.test(name) || /(^|:)href$/i.test(name) || name === 'src') {
      throw refuse('The picture holds a script or a reference to something outside.');
    }
    if (!ATTRIBUTES.has(name)) continue;
    if (name === 'stroke-dasharray' && value !== 'none') {
      throw refuse('The picture uses dashed lines: turn them into shapes first.');
    }
    if (!isHarmless(value)) {
      throw refuse('The picture holds a reference to something outside.');
    }
    kept += ` ${name}="${value.replace(/"/g, '&quot;')}"`;
  }
  return element === 'svg' ? ` xmlns="http://www.w3.org/2000/svg"${kept}` : kept;
}

function checkElement(name: string): void {
  if (ELEMENTS.has(name)) return;
  if (/^(text|tspan|style)$/.test(name)) {
    throw refuse(`The picture uses <${name}>: turn text and styles into shapes first.`);
  }
  throw refuse(`The picture uses <${name.slice(0, 30)}>, which is not taken.`);
}

/** A namespaced element of an editor (`sodipodi:…`, `metadata`) is dropped with what is in it. */
const isEditors = (name: string) => name.includes(':') || name === 'metadata';

const isCutout = (name: string) => name === 'mask' || name === 'clipPath';

/** Cut-outs within cut-outs would double the work with each level: a page of them takes a machine for days. */
function checkCutouts(reading: Reading, name: string, attributes: string): void {
  if (!/ (mask|clip-path)="(?!none")/.test(attributes)) return;
  reading.cutouts += 1;
  if (reading.cutouts > MAX_CUTOUTS || isCutout(name) || reading.open.some(isCutout)) {
    throw refuse('The picture uses too many masks or clips, or one within another.');
  }
}

/** What has been read so far, and what has been written anew from it. */
interface Reading {
  readonly open: string[];
  out: string;
  count: number;
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
  if (reading.open.pop() !== name) throw refuse('The picture is not well-formed SVG.');
  if (reading.dropped === 0) reading.out += `</${name}>`;
  else reading.dropped -= 1;
}

function readStart(reading: Reading, name: string, attributes: string, isEmpty: boolean): void {
  reading.count += 1;
  const { open, count } = reading;
  if (count > MAX_ELEMENTS || open.length >= MAX_DEPTH) throw refuse('The picture is too complex.');
  if (open.length === 0 && (name !== 'svg' || count > 1))
    throw refuse('This is not an SVG picture.');
  const isDropped = reading.dropped > 0 || isEditors(name);
  if (!isDropped) {
    checkElement(name);
    const kept = cleanAttributes(name, attributes);
    checkCutouts(reading, name, kept);
    reading.out += `<${name}${kept}${isEmpty ? '/>' : '>'}`;
  }
  if (isEmpty) return;
  open.push(name);
  if (isDropped) reading.dropped += 1;
}

function readToken(reading: Reading, match: RegExpExecArray): void {
  const [whole, slash, name = '', attributes = '', selfClosing, words] = match;
  if (words !== undefined) readWords(reading, words);
  else if (whole.startsWith('<!--') || whole.startsWith('<?')) return;
  else if (slash === '/') readEnd(reading, name);
  else readStart(reading, name, attributes, selfClosing === '/');
}

/**
 * Reads an uploaded SVG strictly and writes it anew from an allow-list. Refuses doctypes, entities, scripts,
 * foreignObject, text, styles and outside references, each in words.
 * @throws InvalidInput `picture_refused`
 */
export function sanitizeSvg(source: string): string {
  const text = source.replace(/^\uFEFF/, '').trim();
  const reading: Reading = { open: [], out: '', count: 0, cutouts: 0, dropped: 0 };
  const token = new RegExp(TOKEN);
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) throw refuse('The picture is not well-formed SVG.');
    readToken(reading, match);
  }
  if (reading.open.length > 0 || reading.count === 0) {
    throw refuse('The picture is not well-formed SVG.');
  }
  return reading.out;
}
