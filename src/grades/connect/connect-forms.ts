import { z } from 'zod';

/** A token of Moodle's web services, as an administrator pastes it. */
export const tokenForm = z.object({ token: z.string().trim().min(1).max(500) });

/** A developer key of Canvas's API. */
export const keyForm = z.object({
  apiUrl: z.url({ protocol: /^https?$/ }).max(500),
  clientId: z.string().trim().min(1).max(200),
  clientSecret: z.string().trim().min(1).max(500),
});

/** The address of the keys that sign Canvas's events. */
export const jwksForm = z.object({ jwksUrl: z.url({ protocol: /^https?$/ }).max(500) });
