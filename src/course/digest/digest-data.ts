import type { OwnData } from '../../people/index.js';
import type { DigestStore } from './digest-store.js';

/** Which daily mails a person has asked for. */
export const digestData = (digests: DigestStore): OwnData => ({
  name: 'digests',
  read: async ({ platformId, userId }) =>
    (await digests.listOf(platformId, userId)).map(({ tenant, locale, nextAt }) => ({
      course: tenant,
      locale,
      nextAt,
    })),
  erase: ({ platformId, userId }) => digests.forget(platformId, userId),
});
