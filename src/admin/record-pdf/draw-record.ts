import { createFindUndrawn } from '../../typesetting/index.js';
import { createDrawRun, openTagged } from '../../typesetting/pdf/index.js';
import { frameOf } from './page-frame.js';
import { LATER, type RecordRow, type RecordRows, type RecordSheet } from './record-sheet.js';
import { drawLines, setLines, type SetLines, type TextStyle } from './set-row.js';

const INK = '#20261f';
const SOFT = '#586052';
const LINE = '#c9cec3';
const LOGO = { width: 160, height: 36 };
const ROW_GAP = 4;
/** The room that a group's first row takes at least: its head does not stand alone at a page's end. */
const FIRST_ROW = 18;
const MOST_NAMED = 40;

const STYLES = {
  owner: { weight: 'bold', size: 12, color: INK },
  title: { weight: 'bold', size: 18, color: INK },
  line: { weight: 'regular', size: 9.5, color: SOFT },
  label: { weight: 'bold', size: 8.5, color: SOFT },
  head: { weight: 'bold', size: 10, color: INK },
  row: { weight: 'regular', size: 9, color: INK },
  foot: { weight: 'regular', size: 8, color: SOFT },
} satisfies Record<string, TextStyle>;

const nameOf = (letter: string): string =>
  [...letter]
    .map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');

/**
 * Draws a record page by page: tagged (PDF 1.7, PDF/UA-1), its fonts embedded, its head on the first page, column heads and a
 * numbered foot on each. No more than a page is kept.
 */
export function createRecordDrawing(sheet: RecordSheet) {
  const { language, phrases, look } = sheet;
  const { title, owner: author } = sheet;
  const doc = openTagged({ title, author, language, madeAt: new Date(sheet.madeAt) });
  const root = doc.struct('Document', {});
  doc.addStructure(root);
  const drawRun = createDrawRun(doc);
  const findUndrawn = createFindUndrawn();
  const undrawn = new Set<string>();
  const { size, inner, top, bottom, columns, start } = frameOf(sheet);
  let table: PDFKit.PDFStructureElement | null = null;
  let group: RecordRow | null = null;
  let pages = 0;
  let y = 0;

  const set = (text: string, style: TextStyle, width: number): SetLines => {
    for (const letter of findUndrawn(text)) undrawn.add(letter);
    return setLines(text, style, width, language);
  };
  const asArtifact = (paint: () => void): void => {
    doc.markContent('Artifact', { type: 'Pagination' });
    paint();
    doc.endMarkedContent();
  };
  const rule = (at: number, color: string, width: number): void => {
    const right = inner.x + inner.width;
    asArtifact(() => doc.moveTo(inner.x, at).lineTo(right, at).lineWidth(width).stroke(color));
  };

  function paragraph(tag: 'P' | 'H1', text: string, style: TextStyle): void {
    const lines = set(text, style, inner.width);
    if (y + lines.height > bottom) openPage();
    const box = { ...inner, y };
    root.add(doc.struct(tag, {}, () => drawLines(drawRun, lines, box, start)));
    y += lines.height;
  }

  function drawFoot(): void {
    const at = bottom + 8;
    rule(at, LINE, 0.5);
    const page = phrases.page.replace(LATER, () => pages.toLocaleString(language));
    const end = start === 'left' ? 'right' : 'left';
    const half = { ...inner, width: inner.width / 2, y: at + 5 };
    const there = { ...half, x: inner.x + half.width };
    const [atStart, atEnd] = start === 'left' ? [half, there] : [there, half];
    asArtifact(() => {
      const named = `${sheet.owner} · ${sheet.title}`;
      drawLines(drawRun, set(named, STYLES.foot, half.width), atStart, start);
      drawLines(drawRun, set(page, STYLES.foot, half.width), atEnd, end);
    });
  }

  function endTable(): void {
    table?.end();
    table = null;
  }

  function openPage(): void {
    endTable();
    doc.addPage({ size: [...size], margin: 0 });
    pages += 1;
    y = top;
    drawFoot();
  }

  /** Draws one row of cells and moves below it. */
  function drawRow(cells: readonly SetLines[], tag: 'TH' | 'TD', scope: 'Row' | 'Column'): void {
    table ??= beginTable();
    const tr = doc.struct('TR', {});
    table.add(tr);
    cells.forEach((lines, index) => {
      const column = columns[index];
      if (column === undefined) return;
      const isHead = tag === 'TH' || index === 0;
      // The library's types leave out a header cell's scope (ISO 32000-1, 14.8.5.7).
      const options = (isHead ? { scope } : {}) as object;
      const paint = () => drawLines(drawRun, lines, { ...column, y }, column.side);
      tr.add(doc.struct(isHead ? 'TH' : 'TD', options, paint));
    });
    tr.end();
    y += Math.max(...cells.map(({ height }) => height)) + ROW_GAP;
  }

  function beginTable(): PDFKit.PDFStructureElement {
    const made = doc.struct('Table', {});
    root.add(made);
    table = made;
    const labels = sheet.columns.map(({ label }, index) =>
      set(label, STYLES.label, columns[index]?.width ?? 0),
    );
    drawRow(labels, 'TH', 'Column');
    rule(y - 1, look.accent, 1);
    y += ROW_GAP;
    return made;
  }

  const setCells = (row: RecordRow): SetLines[] =>
    row.cells.map((text, index) => set(text, STYLES[row.kind], columns[index]?.width ?? 0));

  function addRow(row: RecordRow): void {
    const cells = setCells(row);
    const height = Math.max(...cells.map((lines) => lines.height)) + ROW_GAP;
    const isHead = row.kind === 'head';
    if (isHead) group = null;
    if (y + height + (isHead ? FIRST_ROW : 0) > bottom) {
      openPage();
      if (group !== null) {
        const [name = '', ...rest] = group.cells;
        const again = [`${name} ${phrases.goesOn}`, ...rest.map(() => '')];
        drawRow(setCells({ kind: 'head', cells: again }), 'TD', 'Row');
      }
    }
    if (isHead) {
      group = row;
      if (table !== null) rule(y - 1, LINE, 0.5);
    }
    drawRow(cells, 'TD', 'Row');
  }

  function begin(): void {
    openPage();
    if (look.logo !== undefined) {
      const x = start === 'left' ? inner.x : inner.x + inner.width - LOGO.width;
      // PDFKit aligns left by default.
      const right = start === 'right' ? { align: 'right' as const } : undefined;
      const options = { fit: [LOGO.width, LOGO.height] as [number, number], ...right };
      const logo = Buffer.from(look.logo);
      asArtifact(() => doc.image(logo, x, y, options));
      y += LOGO.height + 8;
    }
    paragraph('P', sheet.owner, { ...STYLES.owner, color: look.accent });
    paragraph('H1', sheet.title, STYLES.title);
    for (const line of sheet.lines) paragraph('P', line, STYLES.line);
    y += 10;
  }

  function end(lines: readonly string[]): void {
    endTable();
    y += 10;
    for (const line of lines) paragraph('P', line, STYLES.line);
    if (undrawn.size > 0) {
      const named = [...undrawn].slice(0, MOST_NAMED).map(nameOf).join(', ');
      const more = undrawn.size > MOST_NAMED ? ` (+${undrawn.size - MOST_NAMED})` : '';
      paragraph(
        'P',
        phrases.notCovered.replace(LATER, () => named + more),
        STYLES.line,
      );
    }
    root.end();
    doc.end();
  }

  return {
    doc,
    begin,
    add: ({ rows }: RecordRows): void => rows.forEach(addRow),
    end,
  };
}
