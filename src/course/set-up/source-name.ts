import type { Assessment } from '../../grades/index.js';
import type { Localizer } from '../../rules/index.js';

/** @returns the name of a source on pages */
export const sourceName = ({ t }: Pick<Localizer, 't'>, source: Assessment['source']): string =>
  t(`awards.source.${source}`);
