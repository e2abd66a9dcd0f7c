/** Platforms, launches, registration, deep linking, grades and rosters over LTI. ltijs lives here. */
export { isLtiMessage } from './launch-routes.js';
export { contextHistoryOf } from './context-history.js';
export { isAllowedAddress } from './allowed-address.js';
export { parseExactJson } from './exact-json.js';
export { nextLink } from './link-header.js';
export { createSend, type Send } from './send.js';
export { createLtiCore, type Contexts, type LtiBase, type LtiCore } from './create-core.js';
export { createLti, type Lti, type LtiDeps } from './create-lti.js';
export { BADGE_FIELD, type DeepLinkChoice } from './deep-linking.js';
export type { DeepLinkOffer } from './deep-linking-routes.js';
export type { Invitation } from './invitation-store.js';
export type { Ags } from './ags.js';
export type { Context, ContextLink } from './context.js';
export {
  tenantOf,
  type DeepLinkingSettings,
  type Launch,
  type LaunchContext,
  type LaunchServices,
  type LaunchUser,
  type ResourceLink,
  type TenantKey,
} from './launch.js';
export type { LineItem, NewLineItem } from './line-item.js';
export type { Member, Nrps } from './nrps.js';
export { platformCommand, type PlatformCommandDeps } from './platform-command.js';
export { REQUESTED_SCOPES } from './tool-description.js';
export type { BadgePolicy, Deployment, NewPlatform, Platform, PlatformFamily } from './platform.js';
export type { ToolKeyState } from './tool-keys.js';
export type { Result } from './result.js';
export type { Score, ScoreOutcome } from './score.js';
export { isAdministrator, isInstructor, isLearner, isTestUser } from './roles.js';
export { READ_ONLY_TAG } from './line-item.js';
