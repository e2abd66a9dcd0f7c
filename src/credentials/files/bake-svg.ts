const NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0';
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Writes JSON as CDATA. The sequence that CDATA cannot hold occurs in JSON only within strings, where it can be
 * escaped.
 */
const asCdata = (json: string) => `<![CDATA[${json.replaceAll(']]>', ']]\\u003e')}]]>`;

/**
 * Puts a credential into an SVG (OB 3.0, 5.3.2): one element right after the opening tag, with a compact JWS in
 * `verify`, or JSON as CDATA.
 * @param svg an SVG that this program made or sanitized, whose first `<svg` is its root
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
