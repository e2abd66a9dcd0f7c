import { columnDoubt, columnPagesOf, type Mirror } from '../../grades/index.js';
import { assessmentKey } from '../set-up/choices.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { mirrorNotice } from '../visit/notices.js';
import type { Visit } from '../visit/visit.js';
import { finishOf, type MirrorFinishDeps } from './mirror-finish.js';
import {
  draftQuery,
  idNumberOf,
  MIRROR_STEPS,
  wizardSteps,
  type MirrorStep,
} from './mirror-steps.js';

/** @returns the address after the wizard: the draft that the column is for, with the quiz chosen */
export function goalOf(mirror: Pick<Mirror, 'lineItemId'>, draft: string): string {
  const use = assessmentKey({ source: 'mirror', id: mirror.lineItemId });
  const query = new URLSearchParams({ use }).toString();
  return /^[\w-]+$/.test(draft) ? `/course/drafts/${draft}?${query}` : `/course/new?${query}`;
}

/** @returns the maximum with which a badge may be set up before there are grades; undefined where there are, or it is not known */
function earlyOf(mirror: Mirror): string | undefined {
  if (mirror.firstValueAt !== undefined || mirror.notices.some(({ blocks }) => blocks))
    return undefined;
  return mirror.confirmedMaximum ?? mirror.statedMaximum;
}

export type MirrorPageDeps = MirrorFinishDeps & Pick<CourseDeps, 'lti'>;

/** Models one step of the wizard that leads through Moodle's gradebook to a mirror column. */
export async function buildMirrorPage(
  deps: MirrorPageDeps,
  visit: Visit,
  mirror: Mirror,
  { step, draft }: { readonly step: MirrorStep; readonly draft: string },
) {
  const { course, t } = visit;
  const platform = await deps.lti.platforms.find(course.platformId);
  const next = MIRROR_STEPS[MIRROR_STEPS.indexOf(step) + 1];
  const idNumber = idNumberOf(mirror);
  const isSetUp = mirror.firstValueAt !== undefined && mirror.confirmedMaximum !== undefined;
  const doubt = columnDoubt(mirror);
  const works = isSetUp && doubt === undefined;
  return {
    pages: columnPagesOf(platform?.issuer ?? '', mirror.lineItemId),
    title: t('awards.mirror.title', { activity: mirror.activity }),
    mirror,
    action: `/course/mirror/${mirror.id}`,
    draft,
    step,
    [`is${step[0]?.toUpperCase() ?? ''}${step.slice(1)}`]: true,
    next: next && `/course/mirror/${mirror.id}?step=${next}${draftQuery(draft)}`,
    walkOn: next !== undefined && !isSetUp,
    steps: wizardSteps(visit, mirror, step, draft),
    idNumber,
    formula: `=[[${idNumber}]]`,
    notices: mirrorNotice(visit, mirror),
    isStale: mirror.notices.some((notice) => notice.code === 'mirror_stale'),
    works,
    isSetUp,
    early: earlyOf(mirror),
    needsMaximum: doubt !== undefined,
    goal: goalOf(mirror, draft),
    finish: works ? await finishOf(deps, visit, mirror, draft) : undefined,
    scripts: works ? [] : ['mirror.js'],
  };
}
