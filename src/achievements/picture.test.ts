import { deflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { drawArt, renderPng } from './art/draw-art.js';
import { readPicture, wrapPng } from './read-picture.js';
import { sanitizeSvg } from './sanitize-svg.js';

const svg = (inner: string, attributes = 'viewBox="0 0 10 10"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inner}</svg>`;
/** Cut-outs of cut-outs, 24 deep: sixteen million drawings. */
const nest = (element: string, attribute: string) =>
  Array.from({ length: 24 }, (_, at) => {
    const part = `<rect width="9" height="9" ${attribute}="url(#a${at + 1})"/>`;
    return `<${element} id="a${at}">${part}${part}</${element}>`;
  }).join('') + `<rect width="9" height="9" ${attribute}="url(#a0)"/>`;
const refused = expect.objectContaining({ code: 'picture_refused', status: 422 }) as Error;

describe('sanitizeSvg', () => {
  it('writes shapes, gradients and titles anew', () => {
    const clean = sanitizeSvg(
      `<?xml version="1.0"?><!-- by hand -->${svg(
        '<title>A &amp; B</title><defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>' +
          '<g fill="url(#g)"><path d="M0 0h10v10z"/></g>',
      )}`,
    );
    expect(clean).toContain('<title>A &amp; B</title>');
    expect(clean).toContain('<g fill="url(#g)"><path d="M0 0h10v10z"/></g>');
  });

  it.each([
    ['a view a billion times as high as wide', svg('<path d="M0 0"/>', 'viewBox="0 0 1 1e9"')],
    ['a view five times as high as wide', svg('<path d="M0 0"/>', 'viewBox="0 0 10 50"')],
    ['a view that is far away', svg('<path d="M0 0"/>', 'viewBox="1e30 0 10 10"')],
    ['a view without size', svg('<path d="M0 0"/>', 'viewBox="0 0 0 0"')],
    ['a view of words', svg('<path d="M0 0"/>', 'viewBox="a b c d"')],
    ['no view', svg('<path d="M0 0"/>', 'width="10"')],
    ['a picture within', svg(svg('', 'viewBox="0 0 1 1e9"'))],
    ['1,500 circles', svg('<circle cx="5" cy="5" r="5"/>'.repeat(1_500))],
    ['a path of half a megabyte', svg(`<path d="M0 0${'h1'.repeat(250_000)}"/>`)],
  ])('refuses %s', (_, source) => {
    expect(() => sanitizeSvg(source)).toThrow(refused);
  });

  it('goes by the view alone, whatever the root says of its size', () => {
    const drawn = svg('<path d="M0 0h9v9z"/>', 'viewBox="0 0 10 10" width="1" height="1000000000"');
    expect(sanitizeSvg(drawn)).toBe(svg('<path d="M0 0h9v9z"/>'));
    expect(readPicture(Buffer.from(drawn)).png?.readUInt32BE(20)).toBe(512);
  });

  it('takes a few masks and clips, and a line said not to be dashed', () => {
    const taken = svg(
      '<mask id="a"><rect width="9" height="9" fill="#fff"/></mask><clipPath id="b"><path d="M0 0h9v9z"/></clipPath>' +
        '<g mask="url(#a)"><rect width="9" height="9" clip-path="url(#b)" stroke-dasharray="none"/></g>',
    );
    expect(sanitizeSvg(taken)).toContain('clip-path="url(#b)"');
  });

  it('leaves out what editors put in', () => {
    const clean = sanitizeSvg(
      svg(
        '<metadata><rdf:RDF>x</rdf:RDF></metadata><sodipodi:namedview id="v"/><path d="M0 0" data-x="1"/>',
      ),
    );
    expect(clean).toBe(svg('<path d="M0 0"/>'));
  });

  it('gives what it gave before when it reads it again', () => {
    const art = drawArt({ template: 'peak', palette: 'teal', text: 'A', alt: 'x > y & "z"' });
    const once = sanitizeSvg(art);
    expect(sanitizeSvg(once)).toBe(once);
  });

  it.each([
    ['a script', svg('<script>alert(1)</script>')],
    [
      'a script of another name space',
      svg('<svg:script>alert(1)</svg:script>').replace('svg:', ''),
    ],
    ['foreignObject', svg('<foreignObject><p>x</p></foreignObject>')],
    ['an event handler', svg('<path onload="alert(1)" d="M0 0"/>')],
    ['an outside reference', svg('<path fill="url(https://evil.example/#a)" d="M0 0"/>')],
    ['a hidden outside reference', svg('<path fill="url(#a) url(//evil.example)" d="M0 0"/>')],
    ['an image', svg('<image href="https://evil.example/a.png"/>')],
    ['a use', svg('<use xlink:href="#a"/>')],
    ['a style', svg('<style>@import url(//evil.example)</style>')],
    ['an animation', svg('<set attributeName="href" to="javascript:alert(1)"/>')],
    ['a doctype with entities', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('<title>&a;</title>')}`],
    ['CDATA', svg('<title><![CDATA[<script>]]></title>')],
    ['unclosed elements', '<svg viewBox="0 0 1 1"><g>'],
    ['crossed elements', svg('<g><path></g></path>')],
    ['two roots', svg('') + svg('')],
    ['HTML', '<html><body>x</body></html>'],
    ['endless nesting', svg('<g>'.repeat(60) + '</g>'.repeat(60))],
    ['too many elements', svg('<path d="M0 0"/>'.repeat(5_001))],
    ['nothing', ''],
    ['dashed lines', svg('<path d="M0 0L512 512" stroke="red" stroke-dasharray="0.001"/>')],
    ['masks within masks', svg(nest('mask', 'mask'))],
    ['clips within clips', svg(nest('clipPath', 'clip-path'))],
    [
      'a mask that is masked itself',
      svg('<mask id="a" mask="url(#b)"/><mask id="b"/><rect mask="url(#a)" width="9" height="9"/>'),
    ],
    ['many masks', svg(`<mask id="a"/>${'<rect width="9" mask="url(#a)"/>'.repeat(21)}`)],
  ])('refuses %s, in words', (_name, source) => {
    expect(() => sanitizeSvg(source)).toThrow(refused);
  });
});

function png(width: number, height: number, pixels: Buffer): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(name, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** 96 pixels wide and high, of one grey. */
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWG' +
    'kJ6jq62rZ4C8ybqmx5moq6T/wAALCABgAGABASIA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAA' +
    'AAAA/9oACAEBAAA/AJQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAf/2Q==',
  'base64',
);

/** The same with another size in its header (ITU-T T.81, B.2.2), which nothing in it bears out. */
function resized(width: number, height: number): Buffer {
  const bytes = Buffer.from(JPEG);
  const frame = bytes.indexOf(Buffer.from('ffc0', 'hex'));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

/** 128 pixels wide and 96 high: black and dark grey above, light grey and white below. */
const QUARTERS = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i' +
    'Z2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj' +
    'Y2NjY2NjY2P/wAARCABgAIADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAYH/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/E' +
    'ABQBAQAAAAAAAAAAAAAAAAAAAAD/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwDPwAAAAAAAVQAAAAAAAJUAAAAA' +
    'AAFUAAAAAAACVAAAAAAABVAAAAAAAAqwAAAAAAAVYAAAAAAAJQAAAAAAAFWAAAAAAACUAAAAAAABVgAAAAAAA//Z',
  'base64',
);

/** A camera's note that the picture lies so (Exif 3.0, 4.6.5), in either byte order. */
function lying(orientation: number, order: 'II' | 'MM' = 'MM'): Buffer {
  const tiff = Buffer.alloc(26);
  const isLittle = order === 'II';
  const word = (value: number, at: number) =>
    isLittle ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const long = (value: number, at: number) =>
    isLittle ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  tiff.write(order, 0, 'latin1');
  word(42, 2);
  long(8, 4);
  word(1, 8);
  word(0x0112, 10);
  word(3, 12);
  long(1, 14);
  word(orientation, 18);
  const data = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from('ffe10000', 'hex');
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([QUARTERS.subarray(0, 2), head, data, QUARTERS.subarray(2)]);
}

/** What is in the four quarters of a kept picture: 0 black to 3 white, reading like a page; and whether it stands. */
function quartersOf(jpeg: Buffer): string {
  const { pixels, width } = new Resvg(wrapPng(readPicture(jpeg).bytes)).render();
  const at = (x: number, y: number) => (y * width + x) * 4;
  const greys = [
    [192, 192],
    [320, 192],
    [192, 320],
    [320, 320],
  ].map(([x = 0, y = 0]) => Math.round((pixels[at(x, y)] ?? 0) / 85));
  const isUpright = pixels[at(256, 8) + 3] === 255;
  return `${greys.join('')} ${isUpright ? 'high' : 'wide'}`;
}

describe('readPicture', () => {
  const own = renderPng(drawArt({ template: 'seal', palette: 'plum', text: 'A', alt: '' }), 200);

  it('takes a PNG by its content and makes it anew, without what hides behind it', () => {
    const picture = readPicture(Buffer.concat([own, Buffer.from('<script>')]));
    expect(picture.type).toBe('png');
    expect(picture.bytes.readUInt32BE(16)).toBe(512);
    expect(picture.bytes.includes('<script>')).toBe(false);
    expect(readPicture(own).id).toBe(picture.id);
  });

  it('takes a JPEG and keeps the PNG that it was drawn to, without what a camera wrote into it', () => {
    const comment = Buffer.from('fffe000b' + Buffer.from('where I am').toString('hex'), 'hex');
    comment.writeUInt16BE(12, 2);
    const told = Buffer.concat([JPEG.subarray(0, 2), comment, JPEG.subarray(2)]);
    const picture = readPicture(told);
    expect(picture.type).toBe('png');
    expect(picture.bytes.readUInt32BE(16)).toBe(512);
    expect(picture.bytes.includes('where I am')).toBe(false);
    expect(readPicture(JPEG).id).toBe(picture.id);
  });

  // As Chromium shows the same eight files.
  it.each([
    [1, '0123 wide'],
    [2, '1032 wide'],
    [3, '3210 wide'],
    [4, '2301 wide'],
    [5, '0213 high'],
    [6, '2031 high'],
    [7, '3120 high'],
    [8, '1302 high'],
  ])('turns a JPEG upright that lies as Exif calls %i', (orientation, quarters) => {
    expect(quartersOf(lying(orientation))).toBe(quarters);
    expect(quartersOf(lying(orientation, 'II'))).toBe(quarters);
  });

  it('leaves a JPEG as it is whose note is unknown, cut off or leads nowhere', () => {
    const cut = lying(6);
    cut.writeUInt16BE(0xffff, cut.indexOf('MM') + 8);
    cut.writeUInt16BE(0, cut.indexOf('MM') + 10);
    const astray = lying(6);
    astray.writeUInt32BE(0xfffffff0, astray.indexOf('MM') + 4);
    for (const jpeg of [QUARTERS, lying(0), lying(9), cut, astray]) {
      expect(quartersOf(jpeg)).toBe('0123 wide');
    }
  });

  it('takes an SVG with a viewBox, and refuses one without', () => {
    expect(readPicture(Buffer.from(svg('<path d="M0 0h9v9z"/>'))).type).toBe('svg');
    expect(() => readPicture(Buffer.from(svg('', 'width="9"')))).toThrow(refused);
  });

  it.each([
    ['one too small', png(20, 20, Buffer.alloc(20 * 81))],
    ['one too large', png(5_000, 5_000, Buffer.alloc(10))],
    ['one too long', png(1_000, 100, Buffer.alloc(10))],
    ['a bomb: more pixels than its size', png(100, 100, Buffer.alloc(5_000_000))],
    ['a damaged one', Buffer.concat([own.subarray(0, 60), Buffer.alloc(200)])],
    ['the beginning of a JPEG', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['a JPEG that says it is huge', resized(60_000, 60_000)],
    ['a JPEG that is too small', resized(20, 20)],
    ['a JPEG without its picture', JPEG.subarray(0, JPEG.indexOf(Buffer.from('ffda', 'hex')))],
    ['a JPEG whose segment has no length', Buffer.from('ffd8ffe0000000000000000000', 'hex')],
    ['more than 1 MB', Buffer.alloc(1_048_577)],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s, in words', (_name, bytes) => {
    expect(() => readPicture(bytes)).toThrow(refused);
  });
});
