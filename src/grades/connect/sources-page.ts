import { isAnswer } from '../../base/index.js';
import { isAdministrator, type Launch } from '../../lti/index.js';
import { CANVAS_SCOPES } from '../canvas/canvas-oauth.js';
import type { CourseKey, SourceKind } from '../grade.js';
import { probeMoodle } from '../moodle/probe-moodle.js';
import type { Listing } from '../source.js';
import type { ConnectDeps } from './connect-routes.js';
import { isHooked, LIVE_EVENT_KEYS } from './hook-routes.js';

const WAYS: Readonly<Record<SourceKind, { title: string; text: string }>> = {
  lti: {
    title: 'Columns of Laurel’s own',
    text: 'Graded by you in the gradebook. Nothing but LTI is needed.',
  },
  mirror: {
    title: 'Mirror column',
    text: 'A column of Laurel’s that follows a quiz or an assignment by a formula you enter once.',
  },
  restricted: {
    title: 'Restricted activity',
    text: 'An activity only those may open who passed another one. Tells pass or not, no score.',
  },
  moodle: {
    title: 'Moodle web services',
    text: 'Every graded activity of the course, with a token an administrator makes once.',
  },
  canvas: {
    title: 'Canvas API',
    text: 'Every assignment and quiz of the course, once a teacher has authorised Laurel.',
  },
};

const TAGS = { pass: 'success', fail: 'error', unknown: 'warn' } as const;
const WORDS = { pass: 'works', fail: 'missing', unknown: 'cannot be told' } as const;

function wayOf({ source, assessments, obstacle }: Listing) {
  const readable = assessments.filter((each) => !each.obstacle).length;
  return {
    ...WAYS[source],
    tag: readable > 0 ? `${readable} readable` : obstacle ? 'not open' : 'open, nothing there yet',
    tagKind: readable > 0 ? 'success' : obstacle ? 'warn' : 'info',
    obstacle,
  };
}

/** Ways of another kind of platform are not shown at all. */
const isOffered = (family: string) => (listing: Listing) =>
  !(
    (['moodle', 'mirror', 'restricted'].includes(listing.source) && family !== 'moodle') ||
    (listing.source === 'canvas' && family !== 'canvas')
  );

async function moodleCard(deps: ConnectDeps, course: CourseKey) {
  const site = await deps.moodle.find(course.platformId);
  const steps = site ? await probeMoodle(deps, course) : [];
  return {
    isConnected: site !== null,
    steps: steps.map((step) => ({
      ...step,
      kind: TAGS[step.outcome],
      word: WORDS[step.outcome],
    })),
  };
}

async function canvasCard(deps: ConnectDeps, course: CourseKey) {
  const [key, known, grant] = await Promise.all([
    deps.canvas.findKey(course.platformId),
    deps.canvas.findCourse(course),
    deps.canvas.findGrant(course),
  ]);
  return {
    hasKey: key !== null,
    canAuthorise: key !== null && known !== null,
    isAuthorised: grant !== null && grant !== 'revoked',
    isRevoked: grant === 'revoked',
    redirectUri: deps.oauth.redirectUri,
    scopes: CANVAS_SCOPES,
    apiUrl: key?.apiUrl ?? known?.apiUrl ?? '',
    clientId: key?.clientId ?? '',
  };
}

/** Each way of reading grades here: what this platform allows, what is missing, and the remedy. */
export async function buildSourcesPage(deps: ConnectDeps, launch: Launch, course: CourseKey) {
  const platform = await deps.lti.platforms.find(course.platformId);
  const family = platform?.family ?? 'other';
  const listings = await deps.listAssessments(course);
  const isMoodle = family === 'moodle';
  const isCanvas = family === 'canvas';
  const canvas = isCanvas ? await canvasCard(deps, course) : undefined;
  return {
    title: 'Where grades come from',
    course: launch.context.title,
    isAdministrator: isAdministrator(launch.roles),
    ways: listings.filter(isOffered(family)).map(wayOf),
    moodle: isMoodle ? await moodleCard(deps, course) : undefined,
    canvas,
    hook:
      isMoodle || isCanvas
        ? {
            url: `${deps.settings.publicUrl}/hooks/${family}/${course.platformId}`,
            isOn: await isHooked(deps.secrets, course.platformId),
          }
        : undefined,
    values: { apiUrl: canvas?.apiUrl, clientId: canvas?.clientId, jwksUrl: LIVE_EVENT_KEYS },
  };
}

/** What went wrong with a form, as its page says it; anything that is not for people goes on. */
export function formError(error: unknown): { text: string; status: number } {
  if (!isAnswer(error) || error.status === 500) throw error;
  return { text: `${error.message} ${error.action ?? ''}`.trim(), status: error.status };
}
