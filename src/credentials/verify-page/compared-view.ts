import type { ComparedPart, Comparison, Difference } from '../verify/compared.js';
import { dayInWords, type Say } from './word-check.js';

/** What the issuer says now beside what was handed in, as it is shown. */
export interface ComparedView {
  readonly kind: 'success' | 'warn' | 'info';
  readonly title: string;
  /** One sentence for each address that could not be asked. */
  readonly texts: readonly string[];
  readonly rows: readonly {
    readonly label: string;
    readonly before: string;
    readonly now: string;
  }[];
}

const DATES = new Set(['issued', 'expires']);

function rowOf({ of, field, before, now }: Difference, say: Say, language: string) {
  const show = (value: string) =>
    value === ''
      ? say('verify.compared.nothing')
      : DATES.has(field)
        ? dayInWords(value, language)
        : value;
  const name = say(`verify.compared.field.${field}`);
  const label = of === 'achievement' ? say('verify.compared.ofAchievement', { field: name }) : name;
  return { label, before: show(before), now: show(now) };
}

const OPEN: readonly ComparedPart[] = ['unreachable', 'none'];

function titleOf({
  badge,
  achievement,
  differences,
}: Comparison): 'forged' | 'differs' | 'open' | 'same' {
  if (badge === 'forged') return 'forged';
  if (differences.length > 0) return 'differs';
  return OPEN.includes(badge) && OPEN.includes(achievement) ? 'open' : 'same';
}

/**
 * Puts a comparison into words, on the server and in the browser.
 * @param language the reader's (BCP 47), for dates
 */
export function viewComparison(compared: Comparison, say: Say, language: string): ComparedView {
  const title = titleOf(compared);
  const { badge, achievement, differences } = compared;
  const texts = [
    OPEN.includes(badge) ? say(`verify.compared.badge.${badge}`) : '',
    OPEN.includes(achievement) ? say(`verify.compared.achievement.${achievement}`) : '',
  ].filter((text) => text !== '');
  return {
    kind: title === 'same' ? 'success' : title === 'differs' ? 'warn' : 'info',
    title: say(`verify.compared.${title}`),
    texts,
    rows: differences.map((one) => rowOf(one, say, language)),
  };
}
