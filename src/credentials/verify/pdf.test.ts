import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { LIMITS } from './bounded-json.js';
import { extractFromPdf, isPdf } from './pdf.js';

const badge = JSON.stringify({
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'Łódź',
});
const bytesOf = (...parts: (string | Uint8Array)[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
const HEAD = '%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Names << /EmbeddedFiles 9 0 R >> >>\nendobj\n';

/** A document with one attachment, its dictionary and stream as they are given. */
const attach = (dictionary: string, stream: string | Uint8Array): Uint8Array =>
  bytesOf(
    HEAD,
    `2 0 obj\n<< /Type /EmbeddedFile ${dictionary} >>\nstream\r\n`,
    stream,
    '\nendstream\nendobj\n',
  );

function drawn(files: Record<string, string>): Promise<Uint8Array> {
  const doc = new PDFDocument();
  doc.text('A certificate');
  for (const [name, text] of Object.entries(files)) doc.file(Buffer.from(text), { name });
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    doc.end();
  });
}

describe('a PDF that carries a badge', () => {
  it('is told by its first bytes', () => {
    expect(isPdf(bytesOf('%PDF-1.4\n'))).toBe(true);
    expect(isPdf(bytesOf('{"a":"%PDF-1.4"}'))).toBe(false);
  });

  it('gives up the one of its attachments that is a badge', async () => {
    const files = { 'notes.txt': 'Nothing', 'x.json': '{"a":1}', 'credential.json': badge };
    expect(await extractFromPdf(await drawn(files))).toBe(badge);
  });

  it('is read plain or packed, with a length, with one elsewhere, or with none', async () => {
    const packed = deflateSync(Buffer.from(badge));
    const size = Buffer.byteLength(badge);
    for (const document of [
      attach(`/Length ${size}`, badge),
      attach('/Length 12 0 R', badge),
      attach('', badge),
      attach(`/Filter /FlateDecode /Length ${packed.length}`, packed),
      attach(`/Filter [ /FlateDecode ] /Length ${packed.length}`, packed),
      attach(`/Length 7 0 R /Filter/FlateDecode`, packed),
    ])
      expect(await extractFromPdf(document)).toBe(badge);
  });

  it('may carry it as a compact JWS', async () => {
    const jwt = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.c2ln`;
    expect(await extractFromPdf(attach(`/Length ${jwt.length}`, jwt))).toBe(jwt);
  });
});

describe('a hostile PDF', () => {
  const refused = (document: Uint8Array) =>
    expect(extractFromPdf(document)).rejects.toMatchObject({ code: 'no_badge_in_pdf' });

  it('that unpacks to far more than a badge is cut off', async () => {
    const bomb = deflateSync(Buffer.alloc(100 * LIMITS.bytes, 0x20));
    const before = process.memoryUsage().arrayBuffers;
    await refused(attach(`/Filter /FlateDecode /Length ${bomb.length}`, bomb));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * LIMITS.bytes);
  });

  it('with thousands of attachments, or of what looks like them, is not gone through', async () => {
    const one = `2 0 obj << /Type /EmbeddedFile >> stream\n`;
    const began = performance.now();
    await refused(bytesOf(HEAD, one.repeat(80_000)));
    await refused(bytesOf(HEAD, '/EmbeddedFile '.repeat(250_000)));
    await refused(bytesOf(HEAD, `1 0 obj << /EmbeddedFile${'/Filter '.repeat(400_000)}`));
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it.each([
    ['no attachment', bytesOf(HEAD)],
    ['one that ends too soon', attach('/Length 99999999', badge)],
    ['one packed in another way', attach('/Filter [ /ASCII85Decode /FlateDecode ]', badge)],
    ['one that is broken', attach('/Filter /FlateDecode /Length 20', 'x'.repeat(20))],
    ['one that is no text', attach('/Length 4', new Uint8Array([255, 254, 0, 1]))],
    ['one that is another document', attach('/Length 7', '{"a":1}')],
  ])('with %s says what to do', (_what, document) => refused(document));
});
