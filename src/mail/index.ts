/** The outbox: templates, sending, taking back. */
export { createMail, type Mail, type MailDeps } from './create-mail.js';
export type { MailEntry, MailState, NewMail, RenderedMail } from './mail.js';
