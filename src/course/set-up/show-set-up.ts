import { type Request, type Response } from 'express';
import type { DesignRights } from '../visit/badge-policy.js';
import { alignmentRows } from './alignment-form.js';
import { termChoices } from './term-form.js';
import { skillPicker } from './skill-picker.js';
import { zoneChoices } from './zone-choices.js';
import { notHereModel } from './not-here.js';
import { barModel } from './bar-model.js';
import { achievementContent, assessQuality } from '../../achievements/index.js';
import {
  fieldText,
  listIn,
  type CopiedFrom,
  type Rule,
  type SetUpForm,
} from '../../rules/index.js';
import { parseBadge } from './badge-form.js';
import { copiedDraftModel } from './copied-draft.js';
import { type Visit } from '../visit/visit.js';
import { parsePlan } from './parse-plan.js';
import { fontNotice, type Undrawn } from './font-notice.js';
import { setUpModel } from './set-up-page.js';
import type { simulationModel } from './simulation-model.js';
import type { Choices, FormErrors } from './choices.js';
import { choicesOf, type CourseOffers } from './read-choices.js';
import { doneNotice } from '../visit/done-notice.js';
import type { CourseDeps } from '../visit/course-deps.js';

/** Rates how complete the badge is for a reader such as a recruiter; nothing while the form has errors. */
function qualityOf(req: Request, form: SetUpForm, choices: Choices) {
  const plan = parsePlan(form, choices);
  const badge = parseBadge(form, plan.ok ? plan.value.inputs : []);
  if (!badge.ok) return undefined;
  const { score, hints } = assessQuality(achievementContent.parse(badge.value));
  return {
    score,
    text: req.t('achievements.quality.score', { score }),
    hints: hints.map(({ code }) => req.t(`achievements.quality.${code}`)),
  };
}

/** What showing the set-up page works with. */
export type ShowSetUpDeps = Pick<CourseDeps, 'web' | 'credentials' | 'mirrors' | 'lti' | 'skills'>;

/** What a request adds to the page; a simulation adds a sentence beside the button. */
export interface ShownMore {
  readonly simulation?: ReturnType<typeof simulationModel>;
  readonly undrawnLearners?: readonly Undrawn[];
  readonly [name: string]: unknown;
}

/** What the page shows, and its errors. */
export interface ShownSetUp {
  readonly action: string;
  /** What the course offers, as read for this request. */
  readonly offers: CourseOffers;
  readonly rights: DesignRights;
  readonly form: SetUpForm;
  readonly errors?: FormErrors;
  readonly more?: ShownMore;
  readonly status?: number;
  readonly brought?: CopiedFrom | undefined;
  /** The rule that is being changed. */
  readonly rule?: Rule;
}

/** Answers with the set-up page as it was filled in. */
export async function showSetUp(
  deps: ShowSetUpDeps,
  req: Request,
  res: Response,
  visit: Visit,
  shown: ShownSetUp,
): Promise<void> {
  const { form, rule, offers, rights } = shown;
  const { listings } = offers;
  const choices = choicesOf(offers, form, rule?.achievementId);
  const { issuers } = deps.credentials;
  const [missing, issuer, mirrors] = await Promise.all([
    issuers.missing(visit.course),
    issuers.find(visit.course),
    deps.mirrors.list(visit.course),
  ]);
  const isEdit = rule !== undefined;
  const brought = copiedDraftModel(shown.brought, form, { choices, listings, mirrors }, visit);
  const title = visit.t(`awards.setUp.${isEdit ? 'change' : 'title'}`);
  const model = setUpModel(shown.form, shown.errors ?? {}, choices, listings, visit);
  deps.web.page(
    res,
    'awards/set-up',
    {
      title,
      action: shown.action,
      isEdit,
      missing: listIn(visit, missing),
      lead: visit.t(`awards.setUp.${isEdit ? 'changeLead' : 'lead'}`),
      ...model,
      issuer,
      brought,
      notHere: isEdit
        ? undefined
        : await notHereModel(deps, visit, shown.action, choices.assessments.length > 0),
      zones: zoneChoices(form),
      zoneIsGuessed: fieldText(form, 'zone') === 'UTC' && !isEdit,
      scripts: ['set-up.js', 'skills.js'],
      picker: await skillPicker(deps, visit, form),
      terms: await termChoices(deps, visit, form),
      skills: alignmentRows,
      skillErrors: Object.keys(shown.errors ?? {}).some((name) => name.startsWith('skill')),
      quality: qualityOf(req, shown.form, choices),
      mail: deps.web.renderText(
        'badge-earned',
        {
          badge: fieldText(shown.form, 'name') || '…',
          course: visit.launch.context.title ?? '',
        },
        visit.locale,
      ),
      done: doneNotice(req),
      needsApproval: rights.needsApproval,
      fonts: fontNotice(visit, {
        learners: shown.more?.undrawnLearners ?? [],
        badge: fieldText(form, 'name'),
        issuer: issuer?.name,
      }),
      ...barModel(visit, form, isEdit, shown.more),
      ...shown.more,
    },
    { status: shown.status ?? 200 },
  );
}
