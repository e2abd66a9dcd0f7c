const NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0';
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The one thing that CDATA cannot hold stands in JSON only inside a string, where an escape means the same. */
const asCdata = (json: string) => `<![CDATA[${json.replaceAll(']]>', ']]\\u003e')}]]>`;

/**
 * Puts a credential into an SVG (OB 3.0, 5.3.2): one element right after the opening tag, a compact JWS in
 * `verify`, JSON as CDATA without `verify`.
 * @param svg of our own making, or cleaned: the first `<svg` is its root
 */
export function bakeSvg(svg: string, credential: string): string {
  const start = svg.search(/<svg[\s>]/);
  const end = svg.indexOf('>', start);
  if (start < 0 || end < 0) throw new TypeError('not an SVG picture');
  const root = svg.slice(start + '<svg'.length, end).replace(/\sxmlns:openbadges="[^"]*"/, '');
  const isEmpty = root.endsWith('/');
  const attributes = isEmpty ? root.slice(0, -1) : root;
  const element = COMPACT_JWS.test(credential)
    ? `<openbadges:credential verify="${credential}"></openbadges:credential>`
    : `<openbadges:credential>${asCdata(credential)}</openbadges:credential>`;
  const opening = `<svg xmlns:openbadges="${NAMESPACE}"${attributes}>${element}`;
  return svg.slice(0, start) + opening + (isEmpty ? '</svg>' : '') + svg.slice(end + 1);
}
