/** Verification alone: any Open Badge 3.0 of any issuer. No mongoose, no node: imports; browsers run it too. */
export { LIMITS } from './bounded-json.js';
export { verify } from './verify.js';
export type {
  Check,
  CheckName,
  Format,
  Kind,
  KnownShape,
  Outcome,
  Verdict,
  Verification,
  VerifyEnvironment,
} from './verification.js';
