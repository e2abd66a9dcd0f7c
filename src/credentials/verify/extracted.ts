import type { Format, Kind, ZipEntry } from './verification.js';

/** What was handed in, opened: which format, what kind of badge, and its document or compact JWS. */
export interface Extracted {
  readonly format: Format;
  readonly kind: Kind;
  readonly document?: Record<string, unknown>;
  readonly jwt?: string;
  /** Which file of a ZIP it was. */
  readonly entry?: ZipEntry;
}
