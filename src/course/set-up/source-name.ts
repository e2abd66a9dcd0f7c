import type { Assessment } from '../../grades/index.js';
import type { Localizer } from '../../rules/index.js';

/** How a source is called on the page. */
export const sourceName = ({ t }: Pick<Localizer, 't'>, source: Assessment['source']): string =>
  t(`awards.source.${source}`);
