import noConditionalSpread from './no-conditional-spread.mjs';
import noLazyQuery from './no-lazy-query.mjs';
import noNestedQuantifier from './no-nested-quantifier.mjs';

/** Rules of this project's own, for oxlint. */
export default {
  meta: { name: 'laurel' },
  rules: {
    'no-conditional-spread': noConditionalSpread,
    'no-lazy-query': noLazyQuery,
    'no-nested-quantifier': noNestedQuantifier,
  },
};
