import { omitUndefined } from '../base/index.js';
import type { RosterMember } from '../grades/index.js';
import { mailAddressOf, shownNameOf, type Person } from '../people/index.js';

/** The person an award is for, as far as the platform tells. */
export interface AwardedPerson {
  readonly personId: string;
  readonly name?: string;
  /** The name that goes into a badge: the platform's, where the person lets it be shown. */
  readonly signedName?: string;
  /** The platform's address for them: the badge names its recipient by it, as a salted hash. */
  readonly email?: string;
  /** Where mail goes. */
  readonly mailTo?: string;
  /** Kinds of mail that they do not want. */
  readonly mailOff?: Person['mailOff'];
}

/** The platform's name, unless the person wants another one shown or none. */
function signedNameOf(person: Person | undefined, name: string | undefined): string | undefined {
  if (person === undefined || name === undefined) return name;
  const shown = shownNameOf({ ...person, name });
  return shown?.isVerified ? shown.name : undefined;
}

/** A platform may tell an empty text. */
const told = (text: string | undefined) => (text === '' ? undefined : text);

/** What is known of a person: their own record first, then the roster; after an erasure nothing of either. */
export function describePerson(
  personId: string,
  person: Person | undefined,
  member: RosterMember | undefined,
): AwardedPerson {
  if (person?.erasedAt) return { personId };
  const name = person?.name ?? member?.name;
  const email = person?.email ?? member?.email;
  const mailTo = (person && mailAddressOf(person)) ?? email;
  const signedName = signedNameOf(person, name);
  return omitUndefined({
    personId,
    name: told(name),
    signedName: told(signedName),
    email: told(email),
    mailTo: told(mailTo),
    mailOff: person?.mailOff,
  });
}
