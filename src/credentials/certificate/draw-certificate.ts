import PDFDocument from 'pdfkit';
import { QUIET_ZONE, buildQr } from '../files/qr.js';
import {
  buildContent,
  type CertificateContent,
  type CertificateOrder,
  type Words,
} from './content.js';
import { readFaces, type Faces } from './fonts.js';
import { createPen, isPlain, type Pen, type Style } from './pen.js';
import { listUncovered } from './visual-runs.js';

/** A4, landscape, in points. */
const PAGE = { width: 841.89, height: 595.28 };
const MARGIN = 56;
const SIDE = 176;
const GAP = 44;
const QR_SIDE = 112;

const INK = '#20261f';
const SOFT = '#586052';
const ACCENT = '#1f6a4d';
const RED = '#a3302a';

const STYLES = {
  issuer: { weight: 'bold', size: 14, color: ACCENT, mostLines: 2 },
  small: { weight: 'regular', size: 12, color: SOFT, mostLines: 2 },
  name: { weight: 'bold', size: 34, color: INK, smallest: 20, mostLines: 2 },
  badgeName: { weight: 'bold', size: 26, color: ACCENT, smallest: 17, mostLines: 2 },
  body: { weight: 'regular', size: 11.5, color: INK, mostLines: 4, leading: 17, startsBy: 'text' },
  fact: { weight: 'regular', size: 11.5, color: INK, mostLines: 1, leading: 17, smallest: 8 },
  label: { weight: 'bold', size: 10.5, color: SOFT, mostLines: 1 },
  withdrawn: { weight: 'bold', size: 12, color: RED, mostLines: 2 },
  fine: { weight: 'regular', size: 8, color: SOFT, mostLines: 5, leading: 11 },
} satisfies Record<string, Style>;

function layOut(dir: 'ltr' | 'rtl') {
  const textWidth = PAGE.width - 2 * MARGIN - SIDE - GAP;
  const isRtl = dir === 'rtl';
  return {
    side: { x: isRtl ? PAGE.width - MARGIN - SIDE : MARGIN, width: SIDE, align: 'center' as const },
    text: { x: isRtl ? MARGIN : MARGIN + SIDE + GAP, width: textWidth },
  };
}

type Layout = ReturnType<typeof layOut>;

interface Sheet {
  readonly doc: PDFKit.PDFDocument;
  readonly pen: Pen;
  readonly layout: Layout;
  readonly part: PDFKit.PDFStructureElement;
}

function drawFrame(doc: PDFKit.PDFDocument): void {
  doc.markContent('Artifact', { type: 'Layout' });
  const frame = (inset: number, width: number) =>
    doc
      .lineWidth(width)
      .strokeColor(ACCENT)
      .rect(inset, inset, PAGE.width - 2 * inset, PAGE.height - 2 * inset)
      .stroke();
  frame(22, 1.5);
  frame(27, 0.5);
  doc.endMarkedContent();
}

/** Texts one under the other, each its own structure element. */
function drawTexts({ doc, pen, layout, part }: Sheet, content: CertificateContent): void {
  let y = MARGIN + 6;
  const put = (tag: string, text: string | undefined, style: Style, before = 0) => {
    if (text === undefined || text === '') return;
    const top = y + before;
    const said = isPlain(text) ? {} : { actual: text };
    part.add(doc.struct(tag, said, () => void (y = pen.write(text, layout.text, top, style))));
  };
  put('P', content.withdrawn, STYLES.withdrawn);
  put('P', content.issuer, STYLES.issuer, content.withdrawn === undefined ? 4 : 8);
  put('P', content.opening, STYLES.small, 26);
  put('P', content.name, STYLES.name, 4);
  put('P', content.verb, STYLES.small, 6);
  put('H1', content.badgeName, STYLES.badgeName, 4);
  put('P', content.description, STYLES.body, 8);
  if (content.criteria !== '') {
    put('H2', content.criteriaTitle, STYLES.label, 14);
    put('P', content.criteria, STYLES.body, 2);
  }
  y += 12;
  for (const fact of content.facts) put('P', fact, STYLES.fact);
}

function drawQr(doc: PDFKit.PDFDocument, url: string, x: number, y: number): void {
  const { size, isDark } = buildQr(url);
  const unit = QR_SIDE / (size + 2 * QUIET_ZONE);
  doc.rect(x, y, QR_SIDE, QR_SIDE).fill('#ffffff');
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      if (isDark(row, column))
        doc.rect(x + (column + QUIET_ZONE) * unit, y + (row + QUIET_ZONE) * unit, unit, unit);
  doc.fill('#000000');
}

function drawSide(
  sheet: Sheet,
  order: CertificateOrder,
  content: CertificateContent,
  words: Words,
) {
  const { doc, pen, layout, part } = sheet;
  const { x } = layout.side;
  const figure = (alt: string, bbox: number[], draw: () => void) =>
    part.add(doc.struct('Figure', { alt, ...{ bbox } }, draw));
  const picture = { fit: [SIDE, SIDE] as [number, number] };
  figure(order.art.alt, [x, MARGIN, x + SIDE, MARGIN + SIDE], () =>
    doc.image(Buffer.from(order.art.png), x, MARGIN, picture),
  );
  const qrX = x + (SIDE - QR_SIDE) / 2;
  const qrY = PAGE.height - MARGIN - QR_SIDE - 78;
  const alt = words.t('certificate.qrAlt', { url: content.url });
  figure(alt, [qrX, qrY, qrX + QR_SIDE, qrY + QR_SIDE], () => drawQr(doc, content.url, qrX, qrY));
  let y = qrY + QR_SIDE + 2;
  part.add(
    doc.struct('P', {}, () => void (y = pen.write(content.check, layout.side, y, STYLES.fine))),
  );
  const link = doc.struct('Link', {});
  part.add(link);
  link.add(() => {
    const end = pen.write(content.url, layout.side, y + 2, { ...STYLES.fine, color: ACCENT });
    const marks = { structParent: link, Contents: content.url };
    doc.link(x, y, SIDE, end - y, content.url, marks);
  });
  link.end();
}

const describe = (character: string) =>
  [...character]
    .map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');

/** What the fonts lack is said in words, so that nothing is lost without a trace. */
function drawMissing(
  { doc, pen, layout, part }: Sheet,
  content: CertificateContent,
  faces: Faces,
  words: Words,
) {
  const { issuer, name = '', badgeName, description, criteria, facts } = content;
  const text = [issuer, name, badgeName, description, criteria, ...facts].join(' ');
  const missing = listUncovered(text.replace(/\s+/g, ' '), faces.regular);
  if (missing.length === 0) return;
  const characters = missing.slice(0, 40).map(describe).join(', ');
  const more = missing.length > 40 ? ` (+${missing.length - 40})` : '';
  const line = words.t('certificate.notCovered', { characters: characters + more });
  const top = PAGE.height - MARGIN - 30;
  part.add(
    doc.struct(
      'P',
      {},
      () => void pen.write(line, layout.text, top, { ...STYLES.fine, mostLines: 4 }),
    ),
  );
}

function openDocument(order: CertificateOrder, content: CertificateContent, words: Words) {
  const { badge } = order;
  return new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    pdfVersion: '1.7',
    lang: words.code,
    tagged: true,
    displayTitle: true,
    // PDFKit has it since 0.13; its types do not name it.
    subset: 'PDF/UA' as never,
    // Otherwise a standard font is opened that would not be embedded.
    font: null as never,
    info: {
      Title: content.title,
      Author: content.issuer,
      Subject: words.t('certificate.subject', { issuer: content.issuer }),
      Creator: 'Laurel',
      Producer: 'Laurel',
      CreationDate: new Date(badge.awardedDate),
      ModDate: new Date(badge.awardedDate),
    },
  });
}

async function bytesOf(doc: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of doc) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * Draws the certificate of a badge: one tagged page (PDF 1.7, PDF/UA-1), fonts embedded, the signed credential
 * attached. The same order in the same language gives the same bytes.
 */
export async function drawCertificate(order: CertificateOrder, words: Words): Promise<Buffer> {
  const content = buildContent(order, words);
  const faces = readFaces();
  const doc = openDocument(order, content, words);
  const part = doc.struct('Document', {});
  doc.addStructure(part);
  const sheet: Sheet = {
    doc,
    part,
    pen: createPen(doc, faces, words.dir),
    layout: layOut(words.dir),
  };
  drawFrame(doc);
  drawTexts(sheet, content);
  drawMissing(sheet, content, faces, words);
  drawSide(sheet, order, content, words);
  part.end();
  const attachment = {
    name: 'credential.json',
    type: 'application/vc',
    description: words.t('certificate.attachment'),
    relationship: 'Source',
    creationDate: new Date(order.badge.awardedDate),
    modifiedDate: new Date(order.badge.awardedDate),
  };
  doc.file(Buffer.from(order.json, 'utf8'), attachment);
  doc.end();
  return bytesOf(doc);
}
