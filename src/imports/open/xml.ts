/** An element of XML: its attributes, its elements, and the text right in it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Open[];
  text: string;
}

const MOST_DEPTH = 24;
const MOST_ELEMENTS = 60_000;
const MOST_ATTRIBUTES = 32;

const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

const broken = (): SyntaxError => new SyntaxError('broken XML');

/** The five entities that XML knows by itself, and character references. Others are left as they stand: none can expand. */
const decode = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot|apos));/gi,
    (_, dec, hex, name) => {
      if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? '';
      const code = dec === undefined ? Number.parseInt(String(hex), 16) : Number(dec);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );

function attributesOf(tag: string): Record<string, string> {
  const found: Record<string, string> = {};
  let count = 0;
  for (const [, name = '', value = ''] of tag.matchAll(/\s([\w:.-]{1,60})="([^"<]*)"/g)) {
    if (++count > MOST_ATTRIBUTES) throw broken();
    found[name] = decode(value);
  }
  return found;
}

function after(text: string, end: string, at: number): number {
  const found = text.indexOf(end, at);
  if (found < 0) throw broken();
  return found + end.length;
}

interface Reading {
  readonly source: string;
  /** From the document itself to the element that is open. */
  readonly stack: Open[];
  elements: number;
}

const topOf = ({ stack }: Reading): Open => {
  const top = stack.at(-1);
  if (top === undefined) throw broken();
  return top;
};

function readTag(reading: Reading, tag: string): void {
  const { stack } = reading;
  if (tag.startsWith('/')) {
    if (stack.length < 2 || tag.slice(1).trim() !== topOf(reading).name) throw broken();
    stack.pop();
    return;
  }
  const [name = ''] = /^[\w:.-]{1,60}/.exec(tag) ?? [];
  reading.elements += 1;
  if (name === '' || reading.elements > MOST_ELEMENTS || stack.length > MOST_DEPTH) throw broken();
  const element: Open = { name, attributes: attributesOf(tag), children: [], text: '' };
  topOf(reading).children.push(element);
  if (!tag.endsWith('/')) stack.push(element);
}

/** Reads what begins with `<` at `open`. @returns where it ends */
function readMarkup(reading: Reading, open: number): number {
  const { source } = reading;
  if (source.startsWith('<?', open)) return after(source, '?>', open);
  if (source.startsWith('<!--', open)) return after(source, '-->', open);
  if (source.startsWith('<![CDATA[', open)) {
    const end = after(source, ']]>', open);
    topOf(reading).text += source.slice(open + 9, end - 3);
    return end;
  }
  if (source.startsWith('<!', open)) throw new SyntaxError('a document type is not read');
  const end = after(source, '>', open);
  readTag(reading, source.slice(open + 1, end - 1));
  return end;
}

/**
 * Reads XML that a program wrote: elements, attributes, text, CDATA. A document type is refused, so there are no entities to expand
 * and nothing to fetch (billion laughs, XXE); depth and number of elements are bounded, and the time is linear.
 * @throws SyntaxError
 */
export function readXml(source: string): XmlElement {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const reading: Reading = { source, stack: [root], elements: 0 };
  let at = 0;
  for (let open = source.indexOf('<'); open >= 0; open = source.indexOf('<', at)) {
    if (reading.stack.length > 1) topOf(reading).text += decode(source.slice(at, open));
    at = readMarkup(reading, open);
  }
  const [only, ...more] = root.children;
  if (reading.stack.length !== 1 || only === undefined || more.length > 0) throw broken();
  return only;
}

/** @returns the elements of a name right within another one */
export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name);

/** @returns the text of the first element of a name; undefined where there is none */
export const childText = (element: XmlElement, name: string): string | undefined =>
  element.children.find((child) => child.name === name)?.text;
