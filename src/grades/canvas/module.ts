import { z } from 'zod';
import { readableRows } from '../../base/index.js';

/** A module (Canvas LMS API, "Modules"); `state` is that of the student who was asked for, and absent without one. */
export const moduleSchema = z.object({
  id: z.string(),
  name: z.string().catch('Untitled'),
  published: z.boolean().nullish().catch(null),
  state: z.string().nullish().catch(null),
  completed_at: z.string().nullish().catch(null),
  items: readableRows(
    z.object({ completion_requirement: z.object({ type: z.string() }).nullish().catch(null) }),
  )
    .nullish()
    .catch(null),
});
export type Module = z.infer<typeof moduleSchema>;
