import type { SurfaceName, Tones } from '../tones.js';
import type { ArcBand } from '../text/along-arc.js';
import type { TextBox } from '../text/fit-text.js';

/** A place for an icon, letters or a logo: its middle and the side of its square. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** What stands in a drawing, so that its shape makes room for it. */
export interface Contents {
  /** Whether the title stands in the place that it has beside an emblem, such as a band across. */
  readonly hasTitle: boolean;
  readonly hasMotto: boolean;
  readonly hasLevel: boolean;
}

export type LevelMark = 'star' | 'dot' | 'diamond' | 'chevron' | 'bar';

/** Where the marks of a level stand: the middle of their row. */
export interface LevelRow {
  readonly x: number;
  readonly y: number;
  /** Of one mark. */
  readonly size: number;
  readonly mark: LevelMark;
  readonly on: SurfaceName;
}

/** Words of a second line: along a circle, or straight on a ribbon. */
export type MottoPlace =
  | { readonly kind: 'arc'; readonly band: ArcBand; readonly on: SurfaceName }
  | { readonly kind: 'line'; readonly box: TextBox; readonly on: SurfaceName };

/** The structure of a badge: what it is made of and where things stand in it. Everything in 512 × 512 units. */
export interface Family {
  readonly name: string;
  readonly draw: (tones: Tones, contents: Contents) => string;
  /** What the emblem stands on, and whether it is drawn in accent there. */
  readonly emblem: {
    readonly on: SurfaceName;
    readonly isAccent?: boolean;
    /** Beside a title. */
    readonly beside: Place;
    /** Without one. */
    readonly alone: Place;
    /** What it stands on then; absent: the same. */
    readonly aloneOn?: SurfaceName;
  };
  readonly title: {
    readonly on: SurfaceName;
    /** Beside an emblem. */
    readonly beside: TextBox;
    /** Without one. */
    readonly alone: TextBox;
    /** What it stands on then; absent: the same. */
    readonly aloneOn?: SurfaceName;
  };
  readonly motto: MottoPlace;
  readonly level: LevelRow;
}

type Numbers4 = readonly [number, number, number, number];

/** A box for a title by middle, width and height; its words are at least 24 units high. */
export const titleBox = ([x, y, width, height]: Numbers4, lines = 3, maxSize = 54): TextBox => ({
  x,
  y,
  width,
  height,
  lines,
  maxSize,
  minSize: 24,
});

/** One line of a second text. */
export const mottoBox = ([x, y, width, height]: Numbers4): TextBox => ({
  x,
  y,
  width,
  height,
  lines: 1,
  maxSize: Math.min(30, Math.round(height * 0.66)),
  minSize: 16,
});

export const place = (x: number, y: number, size: number): Place => ({ x, y, size });
