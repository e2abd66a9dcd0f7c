/** The outbox: templates, sending, taking back. */
export { createMail, type Mail } from './create-mail.js';
export { MAIL_STATES, type NewMail } from './mail.js';
export type { OutboxEntry } from './outbox.js';
export type { FindMailBrand, MailPicture } from './render-mail.js';
export { agedMail } from './mail-retention.js';
