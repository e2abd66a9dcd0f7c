import type { Mirror } from '../../grades/index.js';
import type { Localizer } from '../../rules/index.js';

/**
 * The steps of the wizard, one for each page of Moodle's, in order: the ID number and the formula are typed on the same one. The last
 * step waits for the first grade.
 */
export const MIRROR_STEPS = ['formula', 'weight', 'see'] as const;

export type MirrorStep = (typeof MIRROR_STEPS)[number];

export const stepOf = (text: string): MirrorStep =>
  MIRROR_STEPS.find((step) => step === text) ?? 'formula';

/** @returns an ID number for an activity that has none yet: short, ASCII, and the same each time */
export function idNumberOf({ activity, id }: Pick<Mirror, 'activity' | 'id'>): string {
  const plain = activity
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '')
    .slice(0, 20);
  return plain === '' ? `q${id.replaceAll(/[^\w]/g, '').slice(0, 6)}` : plain;
}

/** @returns the query that names the draft which the column is for */
export const draftQuery = (draft: string): string =>
  draft === '' ? '' : `&${new URLSearchParams({ draft }).toString()}`;

/** @returns the wizard's steps with their addresses */
export function wizardSteps(
  { t }: Pick<Localizer, 't'>,
  { id }: Pick<Mirror, 'id'>,
  current: MirrorStep,
  draft: string,
) {
  const at = MIRROR_STEPS.indexOf(current);
  return MIRROR_STEPS.map((step, index) => ({
    label: t(`awards.mirror.steps.${step}`),
    href: `/course/mirror/${id}?step=${step}${draftQuery(draft)}`,
    done: index < at,
    current: index === at,
  }));
}
