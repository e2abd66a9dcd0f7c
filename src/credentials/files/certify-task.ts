import { drawSheet, previewSheet } from '../certificate/draw-certificate.js';
import type { Sheet } from '../certificate/sheet.js';
import { plainSvg, renderPng } from './art.js';
import type { PreviewSheet } from './preview-certificate.js';

/** The width of the preview of a certificate's first page, in pixels. */
const PREVIEW_WIDTH = 900;
/** The side of the plain badge on an example, in pixels. */
const PLAIN_SIDE = 512;

/** A certificate to be downloaded (PDF), or an example of one (PNG). */
export type CertificateDrawing =
  | { readonly make: 'certificate'; readonly sheet: Sheet }
  | { readonly make: 'preview'; readonly sheet: PreviewSheet };

/** Adds the plain seal of its name to an example. */
const withArt = ({ content, ...rest }: PreviewSheet): Sheet => ({
  ...rest,
  content,
  art: { png: renderPng(plainSvg(content.badgeName), PLAIN_SIDE), alt: content.badgeName },
});

/** Draws a certificate in a worker process, apart from pictures, which need none of its libraries. */
export function run(order: CertificateDrawing): Promise<Uint8Array> | Uint8Array {
  if (order.make === 'certificate') return drawSheet(order.sheet);
  return renderPng(previewSheet(withArt(order.sheet)), PREVIEW_WIDTH);
}
