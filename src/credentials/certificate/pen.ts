import { isRtl, listUncovered, visualRuns, widthOf } from './visual-runs.js';
import type { Face, Faces, Weight } from './fonts.js';
import { wrap } from './wrap.js';

/** How a piece of text is set. Lengths in points. */
export interface Style {
  readonly weight: Weight;
  readonly size: number;
  readonly color: string;
  /** From baseline to baseline; default 1.35 times the size. */
  readonly leading?: number;
  readonly mostLines?: number;
  /** Sets a short text smaller, down to this, before it is broken into lines. */
  readonly smallest?: number;
  /** Whose direction says where lines start: the page's (names in any script stand under each other), or the text's own. */
  readonly startsBy?: 'page' | 'text';
}

export interface Column {
  readonly x: number;
  readonly width: number;
  readonly align?: 'start' | 'center';
}

/** Texts whose glyphs stand in the order of their letters. */
export const isPlain = (text: string): boolean => PLAIN.test(text);

const PLAIN = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]*$/u;

export type Pen = ReturnType<typeof createPen>;

/** Writes lines of any direction with several faces into a tagged PDF. */
export function createPen(doc: PDFKit.PDFDocument, faces: Faces, dir: 'ltr' | 'rtl') {
  const registered = new Set<string>();
  const useFace = (face: Face) => {
    if (!registered.has(face.name)) doc.registerFont(face.name, face.bytes);
    registered.add(face.name);
    doc.font(face.name);
  };

  const drawRuns = (line: string, left: number, baseline: number, style: Style) => {
    const chain = faces[style.weight];
    let x = left;
    for (const { face, text } of visualRuns(line, chain)) {
      useFace(face);
      doc.fontSize(style.size).fillColor(style.color);
      // Naming the features, even none, makes PDFKit shape the run as a whole instead of word by word.
      doc.text(text, x, baseline, { lineBreak: false, features: [], baseline: 'alphabetic' });
      x += face.widthOf(text) * style.size;
    }
  };

  /**
   * Characters that no face has are said beside their replacement. Not so for right-to-left lines: readers of
   * the text layer take glyphs in their order from left to right and turn them round themselves.
   */
  const drawLine = (line: string, column: Column, baseline: number, style: Style) => {
    const width = widthOf(line, faces[style.weight]) * style.size;
    const rest = column.width - width;
    const startsRight = style.startsBy === 'text' ? isRtl(line) : dir === 'rtl';
    const shift = column.align === 'center' ? rest / 2 : startsRight ? rest : 0;
    const isWhole = listUncovered(line, faces[style.weight]).length === 0;
    if (!isWhole) doc.markContent('Span', { actual: `${line} ` });
    drawRuns(line, column.x + shift, baseline, style);
    if (!isWhole) doc.endMarkedContent();
  };

  const fitted = (text: string, column: Column, style: Style): Style => {
    const needed = widthOf(text, faces[style.weight]) * style.size;
    const smallest = style.smallest ?? style.size;
    const size = Math.max(smallest, Math.min(style.size, (style.size * column.width) / needed));
    return { ...style, size: Math.floor(size * 10) / 10 };
  };

  return {
    /**
     * Writes a text into a column from `top` downwards. Must run inside marked content.
     * @returns where the text ends
     */
    write(text: string, column: Column, top: number, wished: Style): number {
      const style = fitted(text, column, wished);
      const leading = style.leading ?? style.size * 1.35;
      const limits = { width: column.width / style.size, mostLines: style.mostLines ?? 40 };
      let y = top;
      for (const line of wrap(text, faces[style.weight], limits)) {
        drawLine(line, column, y + style.size, style);
        y += leading;
      }
      return y;
    },
  };
}
