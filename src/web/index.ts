/** Views, headers, sessions, CSRF, locale and error pages. */
import './express.js';

export { createWeb, type Web, type WebDeps } from './create-web.js';
export type { UploadedFile } from './express.js';
export { parseForm, type ParsedForm } from './form.js';
export { requireBound, requireSession } from './guards.js';
export { wantsPage } from './handle-errors.js';
export { allowFormsTo, allowFraming, type FrameAncestors } from './headers.js';
export { readLocales, type Locale, type MessageValues } from './locale.js';
export { homePage } from './home.js';
export { limitRate } from './rate-limit.js';
export type { Session, SessionStrength } from './session.js';
