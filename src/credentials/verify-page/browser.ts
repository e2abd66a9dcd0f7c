/** What public/verify.js runs in the browser: the same verification and the same words as on the server. */
export { LIMITS, nameKey, verify } from '../verify/index.js';
export { buildResultView } from './result-view.js';
