/** Verification alone: runs in browsers too. */
export { decodeEd25519Multikey, decodeMultibase, encodeBase64url } from './multibase.js';
export { checkSchema, type SchemaProblem } from './schema-check.js';
