import { openTagged } from '../../typesetting/pdf/index.js';
import { layOut } from './lay-out.js';
import { paintPdf } from './paint-pdf.js';
import { paintSvg } from './paint-svg.js';
import type { Sheet } from './sheet.js';

function openDocument({ content, phrases, language, awardedDate }: Sheet) {
  const { title, issuer: author } = content;
  const { subject } = phrases;
  return openTagged({ title, author, subject, language, madeAt: new Date(awardedDate) });
}

async function bytesOf(doc: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of doc) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * Draws the certificate of a badge: tagged pages (PDF 1.7, PDF/UA-1), embedded fonts, the signed credential attached.
 * The same sheet gives the same bytes.
 */
export async function drawSheet(sheet: Sheet): Promise<Buffer> {
  const { phrases, awardedDate } = sheet;
  const doc = openDocument(sheet);
  paintPdf(doc, layOut(sheet));
  const attachment = {
    name: 'credential.json',
    type: 'application/vc',
    description: phrases.attachment,
    relationship: 'Source',
    creationDate: new Date(awardedDate),
    modifiedDate: new Date(awardedDate),
  };
  doc.file(Buffer.from(sheet.json, 'utf8'), attachment);
  doc.end();
  return bytesOf(doc);
}

/** @returns the first page as SVG */
export function previewSheet(sheet: Sheet): string {
  const [first] = layOut(sheet);
  if (first === undefined) throw new TypeError('a certificate has a page');
  return paintSvg(first);
}
