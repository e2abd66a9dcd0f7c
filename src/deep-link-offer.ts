import type { Achievements } from './achievements/index.js';
import { omitUndefined } from './base/index.js';
import { tenantOf, type DeepLinkOffer, type Launch } from './lti/index.js';
import { fedElsewhere, type Rules } from './rules/index.js';

/** Points of the gradebook column that a linked badge brings along; the teacher or the mapping fills it. */
const COLUMN_POINTS = 100;

/**
 * What the activity chooser offers: the course's own badges, and making a new one. A badge brings a column along unless
 * something else than the tool's own columns feeds it: a column beside a quiz would stay empty and count in the total.
 */
export function createDeepLinkOffer(deps: {
  readonly achievements: Pick<Achievements, 'list'>;
  readonly rules: { readonly store: Pick<Rules['store'], 'list'> };
}): (launch: Launch) => Promise<DeepLinkOffer> {
  return async (launch) => {
    const course = tenantOf(launch);
    const [own, rules] = await Promise.all([
      deps.achievements.list(course),
      deps.rules.store.list(course),
    ]);
    const elsewhere = fedElsewhere(rules);
    const lineItemOf = (id: string, label: string) =>
      elsewhere.has(id)
        ? undefined
        : { label, scoreMaximum: COLUMN_POINTS, resourceId: id, tag: 'laurel' };
    return {
      makePath: '/course/new',
      choices: own.map(({ id, content: { name } }) =>
        omitUndefined({ id, title: name, lineItem: lineItemOf(id, name) }),
      ),
    };
  };
}
