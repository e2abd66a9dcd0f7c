/**
 * Platforms, launches, registration, deep linking, and grades and rosters over LTI. ltijs is used in this room alone.
 */
export { isLtiMessage } from './launch/launch-routes.js';
export { contextHistoryOf } from './launch/context-history.js';
export { isAllowedAddress } from './platform/allowed-address.js';
export { isOwnAddress } from './platform/own-address.js';
export { nextLink } from './services/link-header.js';
export { createSend, type Send } from './services/send.js';
export { createLti, type Lti, type LtiHooks } from './create-lti.js';
export { BADGE_FIELD } from './deep-linking/deep-linking.js';
export type { DeepLinkOffer } from './deep-linking/deep-linking-routes.js';
export type { Ags, ScoreColumn } from './services/ags.js';
export type { LaunchServices } from './course/course-services.js';
export type { Context } from './course/context.js';
export { tenantOf, type Launch } from './launch/launch.js';
export type { LineItem, NewLineItem } from './services/line-item.js';
export type { Member } from './services/member.js';
export { platformCommand } from './registration/platform-command.js';
export { LTI_MOVES } from './course/course-moves.js';
export { isSharedByAll } from './platform/blackboard.js';
export { isHostedCanvas, policyOf } from './platform/platform.js';
export { SET_UP_PATH } from './registration/set-up-ticket.js';
export { REQUESTED_SCOPES } from './registration/tool-description.js';
export type { Deployment, Platform, PlatformFamily } from './platform/platform.js';
export type { Result } from './services/result.js';
export type { Score, ScoreOutcome } from './services/score.js';
export { othersColumn } from './services/canvas-refusals.js';
export { isAdministrator, isEarner, isInstructor, isLearner, isTestUser } from './launch/roles.js';
export { READ_ONLY_TAG } from './services/line-item.js';
export { type TenantKey } from './course/tenant.js';
