/**
 * Verification alone: any Open Badge 3.0 of any issuer. It imports neither mongoose nor `node:` modules, so that
 * browsers run it too.
 */
export { decodeUtf8, LIMITS, Unreadable } from './bounded-json.js';
export { OB_3_0_3 } from './contexts.js';
export { checkRecipient } from './check-recipient.js';
export { endorsementStateOf } from './endorsed.js';
export { extract } from './extract.js';
export type { Extracted } from './extracted.js';
export { decompress } from './decompress.js';
export { isZip, listZip, type ZipFile } from './zip.js';
export { placeOf } from './place-of.js';
export { nameKey } from './name-key.js';
export { fail, pass, unknown, verdictOf } from './verification.js';
export { verify } from './verify.js';
export type {
  Check,
  EndorsementState,
  Finding,
  FetchHow,
  IssuedBy,
  NewerVersion,
  Outcome,
  Verification,
  VerifyEnvironment,
} from './verification.js';
export { terminalLine } from './terminal-line.js';
