import type { Express } from 'express';
import type { Achievements } from './achievements/index.js';
import type { Admin } from './admin/index.js';
import type { Api } from './api/index.js';
import type { Applications } from './applications/index.js';
import type { Backpacks } from './backpacks/index.js';
import type { Awards } from './awards/index.js';
import type { Bulk } from './bulk/index.js';
import type { Checks } from './checks/index.js';
import type { Course } from './course/index.js';
import type { Credentials } from './credentials/index.js';
import type { Endorsements } from './endorsements/index.js';
import type { Feed, Webhooks } from './events/index.js';
import type { Grades } from './grades/index.js';
import type { Home } from './home/index.js';
import type { Imports } from './imports/index.js';
import type { Infrastructure } from './infrastructure.js';
import type { Learner } from './learner/index.js';
import type { Lti } from './lti/index.js';
import type { Mail } from './mail/index.js';
import type { OAuth } from './oauth/index.js';
import type { Pathways } from './pathways/index.js';
import type { People } from './people/index.js';
import type { Retention } from './retention/index.js';
import type { Rules } from './rules/index.js';
import type { Skills } from './skills/index.js';
import type { Successions } from './succession/index.js';
import type { Usage } from './usage/index.js';
import type { Web } from './web/index.js';

/** Every room, wired: what a process, a command or a test works with. */
export interface Laurel extends Infrastructure {
  readonly app: Express;
  readonly web: Web;
  readonly mail: Mail;
  readonly people: People;
  readonly lti: Lti;
  readonly achievements: Achievements;
  readonly skills: Skills;
  readonly usage: Usage;
  readonly credentials: Credentials;
  readonly grades: Grades;
  readonly rules: Rules;
  readonly awards: Awards;
  readonly bulk: Bulk;
  readonly checks: Checks;
  readonly course: Course;
  readonly endorsements: Endorsements;
  readonly applications: Applications;
  readonly learner: Learner;
  readonly backpacks: Backpacks;
  readonly home: Home;
  readonly imports: Imports;
  readonly pathways: Pathways;
  readonly successions: Successions;
  readonly retention: Retention;
  readonly admin: Admin;
  readonly oauth: OAuth;
  readonly feed: Feed;
  readonly webhooks: Webhooks;
  readonly api: Api;
  /** From now on `/readyz` says that this process ends. */
  announceEnd(): void;
  /** Ends what {@link createLaurel} began; work and HTTP are ended before. */
  close(): Promise<void>;
}
