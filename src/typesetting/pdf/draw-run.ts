import * as fontkit from 'fontkit';
import { readFileSync } from 'node:fs';
import type { Face } from '../faces.js';
import { shapeRun, type VisualRun } from '../visual-runs.js';
import { outlineOps } from './outline-ops.js';
import { sayGlyphs, type SaidGlyph } from './said-glyphs.js';

/** What PDFKit 0.20 keeps of an embedded font, which its types leave out. */
interface EmbeddedFont {
  readonly id: string;
  readonly ref: () => unknown;
  readonly subset: { readonly includeGlyph: (glyph: number) => number; readonly glyphs: number[] };
  /** Widths by character id, in thousandths of an em. */
  readonly widths: number[];
  /** The code points of each character id in the text layer. */
  readonly unicode: number[][];
}

interface Insides {
  readonly _font: EmbeddedFont;
  readonly page: { readonly fonts: Record<string, unknown>; readonly height: number };
}

/** The fonts of which PDFKit embeds what is used; each file is read once. */
const opened = new Map<string, fontkit.Font>();

function openFont(file: string): fontkit.Font {
  const found = opened.get(file);
  if (found !== undefined) return found;
  const font = fontkit.create(readFileSync(file));
  if (!('layout' in font)) throw new TypeError(`${file} is a collection of fonts`);
  opened.set(file, font);
  return font;
}

export interface RunPlace {
  readonly x: number;
  readonly baseline: number;
  readonly size: number;
  readonly color: string;
}

/** Of a glyph that shows nothing. */
const NO_INK = outlineOps('');

/** Draws a run. @returns where it ends, in points */
export type DrawRun = (run: VisualRun, place: RunPlace) => number;

const n = (value: number): string => String(Math.round(value * 1_000) / 1_000);
const hex = (id: number): string => id.toString(16).padStart(4, '0');

/**
 * Draws runs as HarfBuzz shaped them. A glyph that stands for different letters (the bowl of ب and ت) is embedded once
 * for each, since the text layer has one text a glyph.
 */
export function createDrawRun(doc: PDFKit.PDFDocument): DrawRun {
  const insides = doc as unknown as Insides;
  const registered = new Set<string>();
  const ids = new Map<string, number>();
  const inks = new Map<string, string>();

  const useFace = ({ file }: Face): EmbeddedFont => {
    // PDFKit accepts a font of fontkit; its types list files alone.
    if (!registered.has(file)) doc.registerFont(file, openFont(file) as unknown as Buffer);
    registered.add(file);
    doc.font(file);
    const font = insides._font;
    insides.page.fonts[font.id] ??= font.ref();
    return font;
  };

  const idOf = (font: EmbeddedFont, face: Face, glyph: number, said: string): number => {
    const key = `${font.id} ${glyph} ${said}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    const { subset, widths, unicode } = font;
    const own = subset.includeGlyph(glyph);
    const isTaken = unicode[own] !== undefined;
    const id = isTaken ? subset.glyphs.push(glyph) - 1 : own;
    const shaper = face.shaper();
    widths[id] = (shaper.widthOf(glyph) * 1_000) / shaper.unitsPerEm;
    unicode[id] = [...said].map((character) => character.codePointAt(0) ?? 0);
    ids.set(key, id);
    return id;
  };

  const drawInk = (face: Face, { id, x, y }: SaidGlyph, place: RunPlace): void => {
    const shaper = face.shaper();
    const scale = place.size / shaper.unitsPerEm;
    const key = `${face.file} ${id}`;
    const ops = inks.get(key) ?? outlineOps(shaper.outlineOf(id));
    inks.set(key, ops);
    if (ops === NO_INK) return;
    doc.save().translate(place.x + x * scale, place.baseline - y * scale);
    doc.scale(scale, -scale).addContent(ops).restore();
  };

  return (run, place) => {
    const { face } = run;
    const font = useFace(face);
    const scale = place.size / face.shaper().unitsPerEm;
    const glyphs = sayGlyphs(run);
    doc.fillColor(place.color).save();
    doc.transform(1, 0, 0, -1, 0, insides.page.height);
    doc.addContent(`BT /${font.id} ${n(place.size)} Tf`);
    for (const { id, x, y, said, isSilent = false } of glyphs) {
      if (said === null) continue;
      const [left, up] = [place.x + x * scale, insides.page.height - place.baseline + y * scale];
      const shown = `1 0 0 1 ${n(left)} ${n(up)} Tm <${hex(idOf(font, face, id, said))}> Tj`;
      // Text rendering mode 3 draws nothing (PDF 1.7, 9.3.6).
      doc.addContent(isSilent ? `3 Tr ${shown} 0 Tr` : shown);
    }
    doc.addContent('ET').restore();
    for (const glyph of glyphs) if (glyph.said === null) drawInk(face, glyph, place);
    return place.x + shapeRun(run).advance * scale;
  };
}
