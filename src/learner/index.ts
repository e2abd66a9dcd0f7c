/** What a learner sees and does: their badges, what is still to be earned, sharing and disclosure. */
export { createLearner, type Learner } from './create-learner.js';
export { buildBadgeCards, type CardDeps } from './badge-cards.js';
export {
  createBadgeRoutes,
  unknownBadge,
  type BadgeRoutesDeps,
  type Held,
} from './badge-routes.js';
export { buildSkillsPage } from './my-skills.js';
export { createRecordPageRoutes, type RecordHolder } from './record-routes.js';
