import { Router } from 'express';
import { limitRate } from '../web/index.js';
import { resolveTxt } from '../credentials/index.js';
import type { Connection } from '../store/index.js';
import type { Work } from '../work/index.js';
import { createFindShown, type FindShown } from './find-shown.js';
import { invite, linkOf, type InviteOrder } from './give/invite.js';
import { lookAgain } from './give/look-again.js';
import { setHidden } from './give/give.js';
import type { GiveDeps } from './give/give-deps.js';
import { createEndorsementStore, type EndorsementStore } from './keep/endorsement-store.js';
import { createEndorserStore } from './keep/endorser-store.js';
import { createInvitationStore } from './keep/invitation-store.js';
import type { Endorsement } from './model/endorsement.js';
import type { EndorsementInvitation } from './model/invitation.js';
import { createCourseRoutes } from './pages/course-routes.js';
import type { CoursePageDeps } from './pages/page-deps.js';
import { createEndorseRoutes } from './pages/endorse-routes.js';
import { createManageRoutes } from './pages/manage-routes.js';
import { createPublicRoutes } from './pages/public-routes.js';

type Made = 'invitations' | 'endorsers' | 'endorsements' | 'resolveTxt' | 'shared';

/** What {@link createEndorsements} works with. */
export interface EndorsementsDeps extends Omit<CoursePageDeps, Made> {
  readonly connection: Connection;
  readonly web: CoursePageDeps['web'] & { readonly shared: GiveDeps['shared'] };
  /** @returns the path of an address of this installation; null for any other */
  readonly pathOf: (url: string) => Promise<string | null>;
  /** The way out to hosts that somebody says are theirs; absent: as to strangers. */
  readonly hostOutbound?: GiveDeps['outbound'];
  /** Finds TXT records; absent: by the machine's resolver. */
  readonly resolveTxt?: GiveDeps['resolveTxt'];
}

/** Endorsements of achievements: invited, given, shown, revoked. */
export interface Endorsements {
  readonly routes: Router;
  readonly store: EndorsementStore;
  /** What other rooms show of them. */
  readonly shown: FindShown;
  /** What programs read at the path of an endorser; null for any other path. */
  findDocument(path: string): Promise<object | null>;
  /** Makes a link by which an achievement may be endorsed. @throws TooManyRequests `endorsements_too_often` */
  invite(order: InviteOrder): Promise<{ invitation: EndorsementInvitation; link: string }>;
  /** Hides an endorsement beside badges, or shows it again. */
  setHidden(endorsement: Endorsement, isHidden: boolean, actor: string): Promise<void>;
  /** Asks again how those stand that their endorsers signed themselves. @returns how many were asked about */
  lookAgain(): Promise<number>;
  listJobs(work: Pick<Work, 'recurring'>): void;
}

const LOOK_MS = 5 * 60_000;
/** So often an address may ask behind a link a minute: nobody guesses secrets by it. */
const A_MINUTE = { limit: 60, windowMs: 60_000 };

/** @returns endorsements, and their pages */
export function createEndorsements(made: EndorsementsDeps): Endorsements {
  const { pathOf } = made;
  const endorsements = createEndorsementStore(made.connection);
  const endorsers = createEndorserStore(made.connection);
  const invitations = createInvitationStore(made.connection);
  const deps = {
    ...made,
    endorsements,
    endorsers,
    invitations,
    shared: made.web.shared,
    resolveTxt: made.resolveTxt ?? resolveTxt,
    outbound: made.hostOutbound ?? made.outbound,
  };
  const slowDown = limitRate({ clock: made.clock, ...A_MINUTE });
  const look = () => lookAgain(deps);
  return {
    routes: Router().use(
      createCourseRoutes(deps),
      createEndorseRoutes(deps, slowDown),
      createManageRoutes(deps, slowDown),
      createPublicRoutes(deps),
    ),
    store: endorsements,
    shown: createFindShown({ clock: made.clock, endorsements, pathOf }),
    async findDocument(path) {
      const [, id] = /^\/endorsers\/([\w-]{22})$/.exec(path) ?? [];
      const endorser = id === undefined ? null : await endorsers.find(id);
      return endorser && made.credentials.endorsing.profileDocument(endorser);
    },
    async invite(order) {
      const invitation = await invite(deps, order);
      return { invitation, link: linkOf(deps, invitation) };
    },
    setHidden: (...what) => setHidden(deps, ...what),
    lookAgain: look,
    listJobs(work) {
      work.recurring('endorsements.look', LOOK_MS, async () => void (await look()));
    },
  };
}
