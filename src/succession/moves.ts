import { ACHIEVEMENT_MOVES } from '../achievements/index.js';
import { APPLICATION_MOVES } from '../applications/index.js';
import { AWARD_MOVES } from '../awards/index.js';
import { BULK_MOVES } from '../bulk/index.js';
import { CHECK_MOVES } from '../checks/index.js';
import { COLUMN_MOVES, ENTRY_MOVES } from '../course/index.js';
import { ENDORSEMENT_MOVES } from '../endorsements/index.js';
import { EVENT_MOVES, WEBHOOK_MOVES } from '../events/index.js';
import { GRADE_MOVES } from '../grades/index.js';
import { IMPORT_MOVES } from '../imports/index.js';
import { LTI_MOVES } from '../lti/index.js';
import { TOKEN_MOVES } from '../oauth/index.js';
import { PATHWAY_MOVES } from '../pathways/index.js';
import { PEOPLE_MOVES } from '../people/index.js';
import { RULE_MOVES } from '../rules/index.js';
import { SKILL_MOVES } from '../skills/index.js';
import { USAGE_MOVES } from '../usage/index.js';

/** What every room keeps by platform, deployment and person, in the order in which it goes over. */
export const MOVES = [
  ...AWARD_MOVES,
  ...RULE_MOVES,
  ...ACHIEVEMENT_MOVES,
  ...GRADE_MOVES,
  ...COLUMN_MOVES,
  ...ENTRY_MOVES,
  ...BULK_MOVES,
  ...CHECK_MOVES,
  ...APPLICATION_MOVES,
  ...IMPORT_MOVES,
  ...PATHWAY_MOVES,
  ...ENDORSEMENT_MOVES,
  ...LTI_MOVES,
  ...TOKEN_MOVES,
  ...EVENT_MOVES,
  ...WEBHOOK_MOVES,
  ...PEOPLE_MOVES,
  ...USAGE_MOVES,
  ...SKILL_MOVES,
];

/** Collections whose rows name a person by `personId`, whatever the course. */
export const PERSONAL = ['credentials', 'learner_records', 'mails'];
