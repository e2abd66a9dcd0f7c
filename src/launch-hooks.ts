import type { Achievements } from './achievements/index.js';
import type { Course } from './course/index.js';
import { createDeepLinkOffer } from './deep-link-offer.js';
import type { Connections } from './grades/index.js';
import type { Learner } from './learner/index.js';
import {
  isAdministrator,
  isEarner,
  isInstructor,
  type Launch,
  type LtiHooks,
} from './lti/index.js';
import type { People } from './people/index.js';
import type { Rules } from './rules/index.js';

interface Rooms {
  readonly people: Pick<People, 'launched'>;
  readonly achievements: Pick<Achievements, 'list'>;
  readonly connections: Pick<Connections, 'onLaunch'>;
  readonly rules: Pick<Rules, 'store'>;
  readonly course: Pick<Course, 'onLaunch'>;
  readonly learner: Pick<Learner, 'onLaunch' | 'landing'>;
}

/** Where a person lands who opened no badge in particular, by their role in the course. */
function landing({ roles }: Launch): string {
  if (isInstructor(roles)) return '/course';
  return isAdministrator(roles) ? '/admin' : '/my';
}

/** Who is here to learn alone; somebody who assists as well comes in as a teacher. */
const comesToLearn = ({ roles }: Launch): boolean => isEarner(roles) && !isInstructor(roles);

/**
 * What the other rooms do with a launch.
 * @param rooms asked for when somebody comes in: they are made later than these hooks
 */
export function launchHooksOf(rooms: () => Rooms): LtiHooks {
  return {
    landing: async (launch) => (await rooms().learner.landing(launch)) ?? landing(launch),
    async onPerson({ platformId, user, presentation }) {
      const { id: userId, name, givenName, familyName, email } = user;
      const locale = user.locale ?? presentation.locale;
      const seen = { platformId, userId, name, givenName, familyName, email, locale };
      return { personId: (await rooms().people.launched(seen)).id };
    },
    async onLaunch(launch) {
      const { connections, course, learner } = rooms();
      await connections.onLaunch(launch);
      await (comesToLearn(launch) ? learner : course).onLaunch(launch);
    },
    onDeepLink: (launch) => createDeepLinkOffer(rooms())(launch),
  };
}
