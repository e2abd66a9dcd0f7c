import type { Column, Person } from '../course.js';
import type { PlatformKeys } from '../keys.js';
import type { PendingLaunch } from '../launching.js';
import type { TestPlatform } from '../platform.js';

/** What the parts of the Canvas-like platform need of it. */
export interface CanvasSite extends TestPlatform {
  readonly kind: 'canvas';
  /** Where people sign in. */
  readonly signInUrl: string;
  /** True: storage is offered in launches and nobody answers, as in Canvas's mobile apps. */
  readonly storageIsSilent: boolean;
  /** True: the history of a course takes too long to find. */
  readonly historyTimesOut: boolean;
  /** Somebody who is not signed in, before a published course that is public. */
  readonly visitor: Person;
  /** Whether id_tokens carry `azp`. */
  readonly sendsAzp: boolean;
  /** Live Events are signed by keys of their own. */
  readonly liveEventKeys: PlatformKeys;
  /** Deep linking launches whose answer may come back. */
  readonly choosing: Map<string, PendingLaunch>;
  readonly usedRegistrations: Set<string>;
  readonly usedAssertions: Set<string>;
  /** Whether the roster names somebody: invited, inactive and concluded people are in no list but REST's. */
  isListed(person: Person): boolean;
  isStudent(person: Person): boolean;
  deleteColumn(column: Column): void;
  /** "Post grades" or "Hide grades" of one assignment, for everybody. */
  postGrades(column: Column | string, isPosted: boolean): void;
}
