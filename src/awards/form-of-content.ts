import type { AchievementContent } from '../achievements/index.js';
import { formOfAlignments } from './alignment-form.js';
import type { SetUpForm } from './set-up.js';

/** What a badge says, as the set-up page's fields. */
export function formOfContent(content: AchievementContent): SetUpForm {
  const { art } = content;
  return {
    name: content.name,
    canDo: content.description,
    criteria: content.criteria,
    method: content.assessmentMethod ?? '',
    kind: content.achievementType === 'MicroCredential' ? 'assessed' : 'participation',
    imageAlt: content.imageAlt ?? '',
    effortHours: content.effortHours === undefined ? '' : String(content.effortHours),
    credits: content.creditsAvailable === undefined ? '' : String(content.creditsAvailable),
    eqfLevel: content.eqfLevel === undefined ? '' : String(content.eqfLevel),
    tags: content.tags.join(', '),
    validMonths: content.validity === undefined ? '' : String(content.validity.months),
    ...formOfAlignments(content.alignments),
    template: art.kind === 'template' ? art.template : '',
    palette: art.kind === 'template' ? art.palette : '',
  };
}
