import { markInWords, titleOf } from '../../awards/index.js';
import type { Rule, Localizer } from '../../rules/index.js';

const STATE_KINDS: Readonly<Partial<Record<Rule['state'], string>>> = {
  active: 'success',
  paused: 'warn',
  waiting: 'info',
};

/** The state of a rule as the tag of its card or page. */
export const stateTag = ({ t }: Pick<Localizer, 't'>, state: Rule['state']) => ({
  tag: t(`awards.state.${state}`),
  tagKind: STATE_KINDS[state],
});

/** Says in one line what a rule asks for. */
export function requirementOf(words: Localizer, rule: Pick<Rule, 'inputs' | 'combine'>): string {
  const { t } = words;
  const parts = rule.inputs.map((input) =>
    input.kind === 'badge'
      ? titleOf(words, input)
      : t('awards.asks.one', { title: input.title, mark: markInWords(words, input.mark) }),
  );
  if (parts.length < 2) return parts[0] ?? '';
  const { combine } = rule;
  const count = combine.kind === 'atLeast' ? { count: combine.count } : {};
  return t(`awards.asks.${combine.kind}`, { ...count, parts: parts.join(' · ') });
}

/** @returns the path of the picture of an achievement's version */
export const imageOf = (achievementId: string, version: number): string =>
  `/achievements/${achievementId}/versions/${version}/image.png`;
