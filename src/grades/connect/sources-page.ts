import { isAnswer } from '../../base/index.js';
import { isAdministrator, type Launch, type Platform } from '../../lti/index.js';
import { developerKeysOf } from '../canvas/developer-keys.js';
import { moodleGuide } from '../moodle/moodle-guide.js';
import { REPORT } from '../moodle/moodle-connection.js';
import { requestOf } from './request-mail.js';
import { CANVAS_SCOPES } from '../canvas/canvas-oauth.js';
import { problemText, type Locale, type Translate } from '../../web/index.js';
import type { CourseKey } from '../grade.js';
import { obstacleInWords } from '../obstacle-words.js';
import { probeMoodle } from '../moodle/probe-moodle.js';
import type { Listing } from '../source.js';
import { hookFor, isHooked, LIVE_EVENT_KEYS } from './hook-routes.js';
import type { ConnectDeps } from './connect-deps.js';

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

/** Whether a source is for this kind of platform; others are not shown. */
const isOffered = (family: string) => (listing: Listing) =>
  !(
    (['moodle', 'mirror', 'restricted', 'completion'].includes(listing.source) &&
      family !== 'moodle') ||
    (['canvas', 'modules'].includes(listing.source) && family !== 'canvas')
  );

async function moodleCard(
  deps: ConnectDeps,
  course: CourseKey,
  words: Words,
  { address, isAdministrator: isForThem }: { address: string; isAdministrator: boolean },
) {
  const site = await deps.moodle.find(course);
  const needsGuide = isForThem && site === null;
  const steps = site ? await probeMoodle(deps, course, words) : [];
  return {
    isConnected: site !== null,
    guide: needsGuide
      ? moodleGuide(words, address, await deps.moodle.isOn(address), REPORT)
      : undefined,
    steps: steps.map((step) => ({
      ...step,
      kind: TAGS[step.outcome],
      word: words.t(`grades.sources.${step.outcome}`),
    })),
  };
}

async function canvasCard(deps: ConnectDeps, course: CourseKey, platform: Platform) {
  const [key, known, grant] = await Promise.all([
    deps.canvas.findKey(course),
    deps.canvas.findCourse(course),
    deps.canvas.findGrant(course),
  ]);
  return {
    hasKey: key !== null,
    canAuthorise: key !== null && known !== null,
    isAuthorised: grant !== null && grant !== 'revoked',
    isRevoked: grant === 'revoked',
    url: developerKeysOf(platform).page,
    redirectUri: deps.oauth.redirectUri,
    scopes: CANVAS_SCOPES,
    apiUrl: key?.apiUrl ?? known?.apiUrl ?? developerKeysOf(platform).apiUrl ?? '',
    clientId: key?.clientId ?? '',
  };
}

/** Models the sources of grades of this course: what the platform allows, what is missing, and the remedy. */
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
  const canvas = isCanvas && platform ? await canvasCard(deps, course, platform) : undefined;
  const isAdmin = isAdministrator(launch.roles);
  return {
    title: words.t('grades.sources.title'),
    course: launch.context.title,
    isAdministrator: isAdmin,
    request: isAdmin || !platform ? undefined : requestOf(words, platform, launch),
    ways: listings.filter(isOffered(family)).map(wayOf(words)),
    moodle:
      isMoodle && platform
        ? await moodleCard(deps, course, words, {
            address: platform.issuer,
            isAdministrator: isAdmin,
          })
        : undefined,
    canvas,
    hook:
      isMoodle || isCanvas
        ? {
            url: `${deps.settings.publicUrl}/hooks/${family}/${await hookFor(deps, course)}`,
            isOn: await isHooked(deps.secrets, await hookFor(deps, course)),
          }
        : undefined,
    values: { apiUrl: canvas?.apiUrl, clientId: canvas?.clientId, jwksUrl: LIVE_EVENT_KEYS },
  };
}

/** @returns an error as a form's page shows it; rethrows errors that are not for people */
export function formError(t: Translate, error: unknown): { text: string; status: number } {
  if (!isAnswer(error) || error.status === 500) throw error;
  return { text: problemText(t, error), status: error.status };
}
