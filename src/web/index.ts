/** Views, headers, sessions, CSRF, locale and error pages. */
import './express.js';

export type { AfterAnswer } from './after-answer.js';
export { createWeb, type SessionPlace, type Web } from './create-web.js';
export { parseForm } from './form.js';
export { requireBound, requireSession } from './guards.js';
export {
  allowCamera,
  allowFormsTo,
  allowFrames,
  allowFraming,
  hideAddress,
  showAsDocument,
} from './headers.js';
export { problemInWords, problemText } from './problem-words.js';
export { toLaurelError, wantsPage } from './handle-errors.js';
export { readLocales, type Locale, type MessageValues, type Translate } from './locale.js';
export { createHelpRoutes } from './help.js';
export { homePage } from './home.js';
export { signOut } from './sign-out.js';
export type { SharedAddress, SharedAnswers } from './shared/shared-answers.js';
export { addressKey, createRateCounter, limitRate } from './rate-limit.js';
export { sendLines } from './send-lines.js';
export { readBytes } from './read-body.js';
export { readUpload } from './read-upload.js';
export type { RouteBody } from './route-bodies.js';
export type { Session, SessionStrength } from './session.js';
