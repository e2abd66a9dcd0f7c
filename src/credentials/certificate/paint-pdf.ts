import { visualRuns } from '../../typesetting/index.js';
import { createDrawRun, type DrawRun } from '../../typesetting/pdf/index.js';
import { buildQr, QUIET_ZONE } from './qr.js';
import type { Item, Ornament, Page, PictureItem, QrItem, TextItem } from './page-items.js';

type Pdf = PDFKit.PDFDocument;

function paintOrnament(doc: Pdf, { path, fill, stroke, strokeWidth = 1 }: Ornament): void {
  doc.markContent('Artifact', { type: 'Layout' });
  doc.path(path);
  if (fill !== undefined) doc.fill(fill);
  else doc.lineWidth(strokeWidth).stroke(stroke ?? '#000000');
  doc.endMarkedContent();
}

function paintText(doc: Pdf, drawRun: DrawRun, item: TextItem): void {
  const { lines, direction, faces, size, color } = item;
  for (const { text, x, baseline } of lines) {
    let left = x;
    for (const run of visualRuns(text, faces, direction))
      left = drawRun(run, { x: left, baseline, size, color });
  }
}

function paintPicture(doc: Pdf, { png, x, y, width, height, align }: PictureItem): void {
  const fit = { fit: [width, height] as [number, number], valign: 'center' as const };
  // PDFKit aligns left by default.
  const options = align === 'left' ? fit : { ...fit, align: align ?? ('center' as const) };
  doc.image(Buffer.from(png), x, y, options);
}

function paintQr(doc: Pdf, { url, x, y, width: side }: QrItem): void {
  const { size, isDark } = buildQr(url);
  const unit = side / (size + 2 * QUIET_ZONE);
  doc.rect(x, y, side, side).fill('#ffffff');
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      if (isDark(row, column))
        doc.rect(x + (column + QUIET_ZONE) * unit, y + (row + QUIET_ZONE) * unit, unit, unit);
  doc.fill('#000000');
}

/** Paints texts and figures as elements of the document's structure, and ornaments as artifacts (PDF/UA-1, 7.1). */
function paintItem(doc: Pdf, part: PDFKit.PDFStructureElement, drawRun: DrawRun, item: Item): void {
  if (item.kind === 'ornament') return paintOrnament(doc, item);
  if (item.kind === 'picture' && item.alt === '') {
    doc.markContent('Artifact', { type: 'Layout' });
    paintPicture(doc, item);
    doc.endMarkedContent();
    return;
  }
  if (item.kind === 'text' && item.tag === 'Link') return paintLink(doc, part, drawRun, item);
  if (item.kind === 'text') {
    part.add(doc.struct(item.tag, {}, () => paintText(doc, drawRun, item)));
    return;
  }
  const { alt, x, y, width, height } = item;
  // The library's types leave out a figure's bounding box (ISO 32000-1, 14.8.5.4.3).
  const options = { alt, bbox: [x, y, x + width, y + height] };
  const paint = () => (item.kind === 'qr' ? paintQr(doc, item) : paintPicture(doc, item));
  part.add(doc.struct('Figure', options, paint));
}

function paintLink(
  doc: Pdf,
  part: PDFKit.PDFStructureElement,
  drawRun: DrawRun,
  item: TextItem,
): void {
  const { url = '', lines, size } = item;
  const link = doc.struct('Link', {});
  part.add(link);
  link.add(() => {
    paintText(doc, drawRun, item);
    const marks = { structParent: link, Contents: url };
    for (const { x, baseline, width } of lines)
      doc.link(x, baseline - size, width, size * 1.4, url, marks);
  });
  link.end();
}

/** Paints pages into a tagged document that was opened without a page. */
export function paintPdf(doc: Pdf, pages: readonly Page[]): void {
  const part = doc.struct('Document', {});
  doc.addStructure(part);
  const drawRun = createDrawRun(doc);
  for (const { width, height, items } of pages) {
    doc.addPage({ size: [width, height], margin: 0 });
    for (const item of items) paintItem(doc, part, drawRun, item);
  }
  part.end();
}
