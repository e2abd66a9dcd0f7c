/**
 * Verification alone: any Open Badge 3.0 of any issuer. It imports neither mongoose nor `node:` modules, so that
 * browsers run it too.
 */
export { LIMITS } from './bounded-json.js';
export { placeOf } from './place-of.js';
export { nameKey } from './name-key.js';
export { verify } from './verify.js';
export type {
  Check,
  FetchHow,
  IssuedBy,
  NewerVersion,
  Outcome,
  Verification,
  VerifyEnvironment,
} from './verification.js';
export { terminalLine } from './terminal-line.js';
