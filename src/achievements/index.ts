/** What can be earned: achievements, their versions, how they look. */
export type {
  Achievement,
  AchievementOwner,
  AchievementVersion,
  ListedAchievement,
} from './achievement.js';
export { ACHIEVEMENT_TYPES, isParticipation } from './achievement-types.js';
export { canDoSentence } from './can-do.js';
export type { OpenBadgeAchievement } from './build-open-badge.js';
export { achievementContent, type AchievementContent, type AchievementInput } from './content.js';
export {
  createAchievements,
  type Achievements,
  type AchievementsDeps,
} from './create-achievements.js';
export { PALETTES } from './art/palettes.js';
export { TEMPLATES } from './art/templates.js';
export { buildPreview, type Preview } from './preview.js';
export { pictureUrl } from './read-picture.js';
export { assessQuality, type Quality } from './quality.js';
