import { isAnswer } from '../../base/index.js';
import { isAdministrator, type Launch } from '../../lti/index.js';
import { CANVAS_SCOPES } from '../canvas/canvas-oauth.js';
import type { Locale } from '../../web/index.js';
import type { CourseKey } from '../grade.js';
import { obstacleInWords } from '../obstacle-words.js';
import { probeMoodle } from '../moodle/probe-moodle.js';
import type { Listing } from '../source.js';
import type { ConnectDeps } from './connect-routes.js';
import { isHooked, LIVE_EVENT_KEYS } from './hook-routes.js';

type Words = Pick<Locale, 't'>;

const TAGS = { pass: 'success', fail: 'error', unknown: 'warn' } as const;

const wayOf =
  (words: Words) =>
  ({ source, assessments, obstacle }: Listing) => {
    const { t } = words;
    const count = assessments.filter((each) => !each.obstacle).length;
    const standing = obstacle ? 'closed' : 'empty';
    return {
      title: t(`grades.sources.ways.${source}.title`),
      text: t(`grades.sources.ways.${source}.text`),
      tag: t(`grades.sources.${count > 0 ? 'readable' : standing}`, { count }),
      tagKind: count > 0 ? 'success' : obstacle ? 'warn' : 'info',
      obstacle: obstacle && obstacleInWords(words, obstacle),
    };
  };

/** Ways of another kind of platform are not shown at all. */
const isOffered = (family: string) => (listing: Listing) =>
  !(
    (['moodle', 'mirror', 'restricted'].includes(listing.source) && family !== 'moodle') ||
    (listing.source === 'canvas' && family !== 'canvas')
  );

async function moodleCard(deps: ConnectDeps, course: CourseKey, words: Words) {
  const site = await deps.moodle.find(course.platformId);
  const steps = site ? await probeMoodle(deps, course, words) : [];
  return {
    isConnected: site !== null,
    steps: steps.map((step) => ({
      ...step,
      kind: TAGS[step.outcome],
      word: words.t(`grades.sources.${step.outcome}`),
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
export async function buildSourcesPage(
  deps: ConnectDeps,
  launch: Launch,
  course: CourseKey,
  words: Words,
) {
  const platform = await deps.lti.platforms.find(course.platformId);
  const family = platform?.family ?? 'other';
  const listings = await deps.listAssessments(course);
  const isMoodle = family === 'moodle';
  const isCanvas = family === 'canvas';
  const canvas = isCanvas ? await canvasCard(deps, course) : undefined;
  return {
    title: words.t('grades.sources.title'),
    course: launch.context.title,
    isAdministrator: isAdministrator(launch.roles),
    ways: listings.filter(isOffered(family)).map(wayOf(words)),
    moodle: isMoodle ? await moodleCard(deps, course, words) : undefined,
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
