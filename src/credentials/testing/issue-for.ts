import { omitUndefined } from '../../base/index.js';
import type { Credential } from '../credential/credential.js';
import type { IdentityForm } from '../issuer/issuer.js';
import { credentials, orderOf } from './use-credentials.js';

/** What is entered as the profile of an issuer. */
export const college = {
  name: 'College of Ż',
  url: 'https://college.example/',
  email: 'badges@college.example',
  description: 'A college.',
};

let badges = 0;

/** A new public badge of the issuer that a platform has; without a platform, of the operator's. */
export function issueFor(platformId?: string): Promise<Credential> {
  badges += 1;
  const recipient = { identity: { type: 'ltiUserId', value: 'ada' } } as const;
  const order = orderOf(`of-issuer-${badges}`, { recipient, visibility: 'public' });
  return credentials.issue(omitUndefined({ ...order, platformId }));
}

/** Enters the profile of an issuer, whatever is entered already. */
export async function enter(id: string, identity: IdentityForm, over: object = {}): Promise<void> {
  const { revision } = await credentials.issuers.draft(id);
  await credentials.issuers.save(
    id,
    { ...college, identity, ...over },
    omitUndefined({
      actor: 'operator',
      revision,
      isByOperator: true,
      of: id === 'default' ? undefined : { platformId: id },
    }),
  );
}
