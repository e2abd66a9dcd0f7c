/** Open Badges 3.0: building, signing, keys, status lists, pages, files, verification. */
export { CREDENTIAL_BODIES } from './bodies.js';
export { CREDENTIAL_ADDRESSES } from './shared-addresses.js';
export { createCredentials } from './create-credentials.js';
export type { Credentials, CredentialsDeps } from './credentials.js';
export {
  DESIGNS,
  ORIENTATIONS,
  PAPERS,
  PLAIN_BRAND,
  type Brand,
  type Signatory,
} from './issuer/brand.js';
export { readableOn } from './issuer/accent.js';
export type { Credential } from './credential/credential.js';
export { lookForProof, proofAt, provenBy, type ProofReport } from './hosts/look-for-proof.js';
export { readHost } from './hosts/host-name.js';
export { resolveTxt } from './hosts/resolve-txt.js';
export type { StatusSource } from './status/status-source.js';
export type { IssuerHost } from './hosts/issuer-host.js';
export type { Issuer, IssuerOf } from './issuer/issuer.js';
export type { IssueOrder, ShownResult } from './credential/order.js';
export { credentialTelling } from './credential/tell-credential.js';
export type { Association, LearnerRecord, RecordOwner } from './records/record.js';
export { isChoosable } from './records/make-record.js';
export { REASONS, reasonInWords } from './credential/reasons.js';
export { wordCheck } from './verify-page/word-check.js';
export { endorsementStateOf, placeOf, terminalLine, type Verification } from './verify/index.js';
