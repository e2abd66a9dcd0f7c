import * as fontkit from 'fontkit';
import { readFileSync } from 'node:fs';
import { FONT_FILES } from '../../base/index.js';

export type Weight = keyof typeof FONT_FILES;

/** One font file: its bytes for embedding, and which characters it has. */
export interface Face {
  /** Under this name it is registered in a document: `regular0`, `bold2`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  has(codePoint: number): boolean;
  /** How far a text reaches in this face, in ems, shaped (ligatures, Arabic forms, kerning). */
  widthOf(text: string): number;
}

function readFace(name: string, file: string): Face {
  const bytes = new Uint8Array(readFileSync(file));
  const font = fontkit.create(bytes as Buffer);
  if (!('layout' in font)) throw new TypeError(`${file} is a collection of fonts`);
  return {
    name,
    bytes,
    has: (codePoint) => font.hasGlyphForCodePoint(codePoint),
    widthOf: (text) => font.layout(text, []).advanceWidth / font.unitsPerEm,
  };
}

export type Faces = Readonly<Record<Weight, readonly Face[]>>;

let faces: Faces | undefined;

/** All faces, dearest first; read at first use and kept, for they never change. */
export function readFaces(): Faces {
  const read = (weight: Weight) =>
    FONT_FILES[weight].map((file, index) => readFace(`${weight}${index}`, file));
  return (faces ??= { regular: read('regular'), bold: read('bold') });
}
