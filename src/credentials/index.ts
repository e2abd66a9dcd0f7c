/** Open Badges 3.0: build, sign, keys, status, pages. */
export type { ChangeRequest } from './change-state.js';
export { createCredentials, type Credentials, type CredentialsDeps } from './create-credentials.js';
export type { Credential, CredentialState } from './credential.js';
export type { Art, FindArt } from './files/art.js';
export type {
  AchievementVersion,
  Evidence,
  IssueOrder,
  Recipient,
  RecipientIdentity,
  ShownResult,
  Visibility,
} from './order.js';
export { REASONS, reasonInWords } from './reasons.js';
export type { ShareKit } from './sharing/share-kit.js';
