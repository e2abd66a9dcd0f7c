import type { AgedRows } from '../store/index.js';
import type { MailState } from './mail.js';

/** States in which nothing is sent any more by itself. */
const OVER: readonly MailState[] = ['sent', 'failed', 'bounced', 'cancelled'];

/** What names people in mail that is over. Its key stays: by that nothing is sent twice. */
export const agedMail: AgedRows = {
  name: 'mail',
  collection: 'mails',
  since: 'createdAt',
  filter: (platformId, before) => ({
    platformId,
    state: { $in: OVER },
    createdAt: { $lt: before },
    addressKey: { $exists: true },
  }),
  fields: ['addressKey', 'personId', 'sealed', 'error', 'locale', 'forgetAt'],
};
