import { isParticipation } from '../../open-badges/index.js';
import { type AchievementContent } from '../../achievements/index.js';
import type { SetUpForm } from '../../rules/index.js';
import { formOfAlignments } from './alignment-form.js';
import { formOfTerms } from './term-form.js';
import { formOfArt } from './art-form.js';

const linesOf = (links: AchievementContent['related']): string =>
  links.map(({ id, name }) => (name === undefined ? id : `${id} ${name}`)).join('\n');

const formOfValidity = (validity: AchievementContent['validity']): SetUpForm => ({
  validMonths: validity === undefined ? '' : String(validity.months),
  renewal: validity?.isRenewedByPassingAgain === false ? 'no' : 'yes',
  renewalDays: String(validity?.renewalDays ?? ''),
});

/** @returns what a badge says as fields of the set-up page */
export function formOfContent(content: AchievementContent): SetUpForm {
  return {
    name: content.name,
    canDo: content.description,
    criteria: content.criteria,
    method: content.assessmentMethod ?? '',
    kind: isParticipation(content.achievementType) ? 'participation' : 'assessed',
    type: content.achievementType,
    language: content.language,
    criteriaUrl: content.criteriaUrl ?? '',
    field: content.fieldOfStudy ?? '',
    specialization: content.specialization ?? '',
    humanCode: content.humanCode ?? '',
    related: linesOf(content.related),
    next: linesOf(content.next),
    evidenceStatement: content.evidence.statement ?? '',
    evidenceLink: content.evidence.link ?? '',
    imageAlt: content.imageAlt ?? '',
    effortHours: content.effortHours === undefined ? '' : String(content.effortHours),
    credits: content.creditsAvailable === undefined ? '' : String(content.creditsAvailable),
    eqfLevel: content.eqfLevel === undefined ? '' : String(content.eqfLevel),
    tags: content.tags.join(', '),
    ...formOfValidity(content.validity),
    ...formOfAlignments(content.alignments),
    ...formOfTerms(content.terms),
    ...formOfArt(content.art),
  };
}
