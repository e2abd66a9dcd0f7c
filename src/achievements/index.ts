/** What can be earned: achievements, their versions, how they look. */
export type { AchievementVersion, ListedAchievement } from './achievement.js';
export type { AchievementsDeps } from './create-achievements.js';
export { ACHIEVEMENT_MOVES } from './achievement-moves.js';
export { canDoSentence } from './can-do.js';
export { buildCtdl, ctdlDocument, CTDL_TYPE } from './build-ctdl.js';
export { imageAltOf, toLinkedData, type OpenBadgeAchievement } from './build-open-badge.js';
export {
  achievementAlignment,
  achievementContent,
  achievementEdition,
  MOST_EDITIONS,
  type AchievementContent,
  type AlignmentContent,
  type AchievementInput,
} from './content.js';
export { collectSkills } from './collect-skills.js';
export { createAchievements } from './create-achievements.js';
export { withEdition, withoutEdition } from './editions.js';
export { MOST_TEMPLATES, type ArtTemplate } from './art-template.js';
export { contrastOf, PALETTES } from './art/palettes.js';
export { composedArtUrl, composedShapeUrl, readArt } from './composed/art-url.js';
export {
  artOfChoice,
  artOfFamily,
  artOfLook,
  artOfTemplate,
  findLook,
  inPalette,
  LOOKS,
} from './composed/looks.js';
export { composedArt, FAMILY_NAMES, type ComposedArt } from './composed/spec.js';
export { findColourTrouble, type ColourTrouble } from './composed/tones.js';
export { ICON_NAMES, ICONS_URL } from './composed/icon-names.js';
export { TEMPLATES } from './art/templates.js';
export { pictureUrl } from './read-picture.js';
export { assessQuality } from './quality.js';
export { type Achievements } from './achievements.js';
export { versionTelling } from './tell-version.js';
export { undrawnIn } from './undrawn.js';
export { uploadKeyOf } from './upload-key.js';
export { ACHIEVEMENT_ADDRESSES } from './shared-addresses.js';
