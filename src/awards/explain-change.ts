import { COURSE_COMPLETION } from '../grades/index.js';
import {
  type AssessmentInput,
  type Rule,
  type Localizer,
  momentIn,
  numberIn,
} from '../rules/index.js';
import type { Audience } from './audience.js';
import type { Change, Precondition } from './decision.js';
import { markInWords, titleOf } from './mark-words.js';

function gateInWords(
  words: Localizer,
  gate: Precondition,
  audience: Audience,
  timeZone?: string,
): string {
  const { t } = words;
  switch (gate.kind) {
    case 'not-before':
      return t('awards.explain.gate.notBefore', { date: momentIn(words, gate.at, timeZone) });
    case 'release-date':
      return t('awards.explain.gate.releaseDate', { date: momentIn(words, gate.at, timeZone) });
    case 'confirmation':
      return t('awards.explain.gate.confirmation');
    case 'question':
      return t(`awards.explain.gate.${audience === 'learner' ? 'questionOpen' : 'question'}`);
  }
}

/** What is completed is no grade: its own sentence. Learners are told nothing of what opens an activity. */
function completing({ source, title }: AssessmentInput, audience: Audience): string {
  if (title === COURSE_COMPLETION) return 'completeCourse';
  if (source === 'modules') return 'completeModule';
  if (source === 'application') return 'handIn';
  if (source !== 'restricted') return 'completeActivity';
  return audience === 'learner' ? 'completePassing' : 'completeOpen';
}

export function changeInWords(
  words: Localizer,
  change: Change,
  rule: Rule,
  audience: Audience,
): string {
  const { t } = words;
  if (change.kind === 'gate') return gateInWords(words, change.gate, audience, rule.timeZone);
  const input = rule.inputs.find((each) => each.id === change.inputId);
  const title = input ? titleOf(words, input, audience) : t('awards.explain.change.anAssessment');
  switch (change.kind) {
    case 'points':
      return t('awards.explain.change.points', { title, points: numberIn(words, change.points) });
    case 'mark':
      if (input?.kind !== 'assessment') return t('awards.explain.change.grade', { title });
      return input.mark.kind === 'complete'
        ? t(`awards.explain.change.${completing(input, audience)}`, { title: input.title })
        : t('awards.explain.change.mark', { title, mark: markInWords(words, input.mark) });
    case 'badge':
      return t('awards.explain.change.badge', {
        name: input?.kind === 'badge' ? input.name : title,
      });
    case 'release':
      return t('awards.explain.change.release', { title });
    case 'readable':
      return t('awards.explain.change.readable', { title });
  }
}
