import { crc32 } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { bakePng } from './bake-png.js';
import { bakeSvg } from './bake-svg.js';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>';
const png = new Resvg(SVG).render().asPng();
const json = '{"name":"Zażółć ]]> \\u003c","n":1}';
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln';

/** Reads the chunks of a PNG, checking each checksum (PNG 3rd ed., 5.3). */
function chunksOf(bytes: Buffer) {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(
      crc32(bytes.subarray(at + 4, at + 8 + length)),
    );
    const type = bytes.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

const texts = (bytes: Buffer) => chunksOf(bytes).filter(({ type }) => type === 'iTXt');

describe('a baked PNG', () => {
  it('has one uncompressed iTXt chunk under the keyword openbadgecredential (OB 3.0, 5.3.1)', () => {
    const baked = bakePng(png, json);
    const [text, ...more] = texts(baked);
    expect(more).toEqual([]);
    expect(text?.data.toString('utf8')).toBe(`openbadgecredential\0\0\0\0\0${json}`);
    expect(chunksOf(baked).map(({ type }) => type)).toEqual(['IHDR', 'iTXt', 'IDAT', 'IEND']);
  });

  it('holds the last credential alone when it is baked twice', () => {
    const twice = texts(bakePng(bakePng(png, json), jwt));
    expect(twice.map(({ data }) => data.toString('utf8'))).toEqual([
      `openbadgecredential\0\0\0\0\0${jwt}`,
    ]);
  });

  it('is still the same picture', () => {
    const pixels = (picture: Uint8Array) => {
      const href = `data:image/png;base64,${Buffer.from(picture).toString('base64')}`;
      const page = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><image width="8" height="8" href="${href}"/></svg>`;
      return new Resvg(page).render().pixels;
    };
    expect(pixels(bakePng(png, json))).toEqual(pixels(png));
  });
});

describe('a baked SVG', () => {
  it('has JSON as CDATA right after the root, without verify (OB 3.0, 5.3.2)', () => {
    const baked = bakeSvg(SVG, json);
    const content = /<svg [^>]*><openbadges:credential><!\[CDATA\[(.*?)\]\]><\/openbadges/s.exec(
      baked,
    );
    expect(baked).toContain('xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"');
    expect(JSON.parse(content?.[1] ?? '')).toEqual(JSON.parse(json));
  });

  it('has a compact JWS in verify', () => {
    expect(bakeSvg(SVG, jwt)).toMatch(`<openbadges:credential verify="${jwt}"></openbadges`);
  });

  it('is still a picture', () => {
    expect(new Resvg(bakeSvg(SVG, json)).render().pixels).toEqual(new Resvg(SVG).render().pixels);
  });

  it('is not made of what is no SVG', () => {
    expect(() => bakeSvg('<html></html>', json)).toThrow(TypeError);
  });
});
