import { z } from 'zod';

/**
 * A member of a course (NRPS 2.0, 2.2). Name and e-mail are there only where the platform's privacy settings allow it.
 */
export interface Member {
  readonly userId: string;
  /** Full URIs or short names, as the platform sends them; read them with `isLearner` and its siblings. */
  readonly roles: readonly string[];
  readonly status: 'Active' | 'Inactive' | 'Deleted';
  readonly name?: string;
  readonly email?: string;
  readonly sourcedId?: string;
  /**
   * Only in rosters of a `resourceLinkId`: the custom parameters that a launch would have, such as Canvas's own ids.
   */
  readonly custom?: Readonly<Record<string, string>>;
  /** Whether the member has launched as a teacher. The last of `roles` then says so; the others are the roster's. */
  readonly hasTaught?: boolean;
  /** Whether an instructor confirmed that the member studies in the course. */
  readonly isConfirmed?: boolean;
}

const CUSTOM = 'https://purl.imsglobal.org/spec/lti/claim/custom';

const word = z.string().max(4_000).nullish().catch(undefined);
const messageSchema = z.array(
  z.looseObject({ [CUSTOM]: z.record(z.string(), z.unknown()).optional() }),
);

function customOf(messages: z.infer<typeof messageSchema> | undefined) {
  const values = Object.entries(
    Object.assign({}, ...(messages ?? []).map((one) => one[CUSTOM])) as object,
  );
  const texts = values.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}

/** Leaves out members that are absent or empty. */
function present<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return Object.fromEntries(kept) as never;
}

export const memberSchema = z
  .object({
    user_id: z.string().min(1).max(255),
    roles: z.array(z.string()).catch([]),
    status: z.enum(['Active', 'Inactive', 'Deleted']).catch('Active'),
    name: word,
    given_name: word,
    family_name: word,
    email: z.email().nullish().catch(undefined),
    lis_person_sourcedid: word,
    message: messageSchema.optional().catch(undefined),
  })
  .transform((member): Member => {
    const { user_id: userId, roles, status, given_name: given, family_name: family } = member;
    return {
      userId,
      roles,
      status,
      ...present({
        name: member.name || [given, family].filter(Boolean).join(' '),
        email: member.email,
        sourcedId: member.lis_person_sourcedid,
        custom: customOf(member.message),
      }),
    };
  });
