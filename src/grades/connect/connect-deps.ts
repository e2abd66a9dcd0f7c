import type { Audit } from '../../audit/index.js';
import type { Clock, Settings } from '../../base/index.js';
import type { Lti } from '../../lti/index.js';
import type { Web } from '../../web/index.js';
import type { CanvasConnection } from '../canvas/canvas-connection.js';
import type { CanvasOAuth } from '../canvas/canvas-oauth.js';
import type { CourseKey } from '../grade.js';
import type { MoodleConnection } from '../moodle/moodle-connection.js';
import type { Listing } from '../source.js';
import type { Seats } from '../seats.js';
import type { SealedStore } from '../sealed-store.js';

/** What the pages about sources of grades work with. */
export interface ConnectDeps {
  readonly web: Pick<Web, 'page' | 'proceed'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'publicUrl' | 'mode' | 'allowPrivateHosts'>;
  readonly lti: Pick<
    Lti,
    | 'platforms'
    | 'deployments'
    | 'contexts'
    | 'setUpTickets'
    | 'requireInstructor'
    | 'requireAdministrator'
  >;
  readonly secrets: SealedStore;
  readonly seats: Seats;
  readonly moodle: MoodleConnection;
  readonly canvas: CanvasConnection;
  readonly oauth: CanvasOAuth;
  /** @returns what every source says of a course */
  readonly listAssessments: (course: CourseKey) => Promise<readonly Listing[]>;
}
