import type { Assessment } from '../grades/index.js';
import type { Award } from './award.js';
import { type Localizer, dayIn, listIn } from '../rules/index.js';
import type { Audience } from './audience.js';
import { renewableFrom, type Validity } from './validity.js';
import type { Renewal } from './decision.js';

/** Until when a badge is valid, and from when passing again renews it; empty where it does not expire. */
export function validityInWords(
  words: Localizer,
  { validUntil }: Pick<Award, 'validUntil'>,
  validity: Validity | null,
  now: Date,
): string {
  if (!validUntil) return '';
  const { t } = words;
  const isOver = validUntil <= now;
  const end = t(`awards.renewal.${isOver ? 'expired' : 'valid'}`, {
    until: dayIn(words, validUntil),
  });
  if (!validity?.isRenewedByPassingAgain) return end;
  const from = renewableFrom(validity, validUntil);
  const isOpen = from <= now;
  return `${end} ${t(`awards.renewal.${isOpen ? 'passAgain' : 'passAgainFrom'}`, { from: dayIn(words, from) })}`;
}

/** What the grades say of renewing the badge. A learner is not told what is not released. */
export function renewalInWords(
  words: Localizer,
  { state, from, until }: Renewal,
  audience: Audience,
  isConcealed: boolean,
): string {
  const { t } = words;
  const dates = { from: dayIn(words, from), until: dayIn(words, until) };
  const end = t('awards.renewal.end', dates);
  if (isConcealed) return `${end} ${t('awards.renewal.old', dates)}`;
  const isForTeacher = audience === 'learner' && (state === 'untold' || state === 'same');
  return `${end} ${t(`awards.renewal.${isForTeacher ? 'teacher' : state}`, dates)}`;
}

/** Of chosen assessments, those whose source may not say when a grade was given: their renewals wait for the instructor. */
export function renewalDoubts(words: Localizer, chosen: readonly Assessment[]): string {
  const silent = chosen.filter((each) => each.tellsWhen !== true).map(({ title }) => title);
  if (silent.length === 0) return '';
  return words.t('awards.setUp.renewalDoubts', { titles: listIn(words, silent) });
}
