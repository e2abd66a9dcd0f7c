import type { Format, Kind, ZipEntry } from './verification.js';

/** What was handed in, opened: which format, what kind of badge, and its document or compact JWS. */
export interface Extracted {
  readonly format: Format;
  readonly kind: Kind;
  readonly document?: Record<string, unknown>;
  readonly jwt?: string;
  /** What the token says, where it is an Open Badge 3.0; not verified. */
  readonly claims?: Record<string, unknown>;
  /** The address of an Open Badge of version 2.0 or before, where a picture holds no more. */
  readonly address?: string;
  /** Which file of a ZIP it was. */
  readonly entry?: ZipEntry;
}
