/** The outbox: templates, sending, taking back. */
export { createMail, type Mail } from './create-mail.js';
export type { NewMail } from './mail.js';
export type { FindMailBrand, MailPicture } from './render-mail.js';
