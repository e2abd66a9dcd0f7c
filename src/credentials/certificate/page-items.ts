import type { Face } from '../../typesetting/index.js';

/** The role of a text in the document's structure (PDF 1.7, 14.8.4). */
export type Tag = 'P' | 'H1' | 'H2' | 'Link';

/** A line with its place: the left end of its baseline. Lengths are in points from the page's top left corner. */
export interface PlacedLine {
  readonly text: string;
  readonly x: number;
  readonly baseline: number;
  readonly width: number;
}

export interface TextItem {
  readonly kind: 'text';
  readonly tag: Tag;
  readonly lines: readonly PlacedLine[];
  /** Which way its paragraph reads: a line of it may begin with a word of the other way. */
  readonly direction: 'ltr' | 'rtl';
  readonly faces: readonly Face[];
  readonly size: number;
  readonly color: string;
  /** The address of a `Link`. */
  readonly url?: string;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A drawing without meaning, which screen readers skip. */
export interface Ornament {
  readonly kind: 'ornament';
  /** SVG path data. */
  readonly path: string;
  readonly fill?: string;
  readonly stroke?: string;
  readonly strokeWidth?: number;
}

/** A picture, fitted into its box. */
export interface PictureItem extends Box {
  readonly kind: 'picture';
  readonly png: Uint8Array;
  /** The alternative text; empty: an ornament. */
  readonly alt: string;
  /** Where the picture stands in a wider box; absent: in the middle. */
  readonly align?: 'left' | 'center' | 'right';
}

export interface QrItem extends Box {
  readonly kind: 'qr';
  readonly url: string;
  readonly alt: string;
}

export type Item = TextItem | Ornament | PictureItem | QrItem;

export interface Page {
  readonly width: number;
  readonly height: number;
  readonly items: readonly Item[];
}
