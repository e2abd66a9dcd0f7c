import { NotFound } from '../../base/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { listQuery, pageOver, pageReply } from '../http/cursor.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { visible } from '../http/within.js';
import { listOf } from '../schemas/common.js';
import {
  endorsementInvitationSchema,
  endorsementSchema,
  newEndorsementInvitation,
  toEndorsement,
} from '../schemas/endorsement.js';

const TAG = 'Endorsements';

/** Endorsements of achievements: read, hidden and shown; links by which they are given. */
export function endorsementEndpoints(deps: ResourceDeps): Endpoint[] {
  const { achievements, clock, endorsements } = deps;
  const find = async ({ within, params }: Call) =>
    visible(within, await endorsements.store.find(params['id'] ?? ''), (one) => one.owner);

  const setting = (isHidden: boolean): Endpoint =>
    endpoint({
      method: 'post',
      path: `/endorsements/{id}/${isHidden ? 'hide' : 'show'}`,
      id: isHidden ? 'hideEndorsement' : 'showEndorsement',
      tag: TAG,
      summary: isHidden ? 'Hide an endorsement' : 'Show an endorsement again',
      description:
        'It is about what stands beside badges: the endorsement itself stays what it is.',
      scope: 'achievements:write',
      answer: { status: 200, schema: endorsementSchema },
      problems: [404],
      async run(call) {
        await endorsements.setHidden(await find(call), isHidden, call.actor);
        return { value: toEndorsement(await find(call), clock.now()) };
      },
    });

  return [
    endpoint({
      method: 'get',
      path: '/endorsements',
      id: 'listEndorsements',
      tag: TAG,
      summary: 'List endorsements',
      scope: 'achievements:read',
      query: listQuery,
      answer: { status: 200, schema: listOf(endorsementSchema) },
      problems: [404],
      async run({ within, query }) {
        const page = await pageOver(
          deps.listTenants,
          within,
          query,
          (tenant, after, limit) => endorsements.store.listByTenant(tenant, after, limit),
          (found) => found.id,
        );
        const now = clock.now();
        return pageReply(page, (one) => toEndorsement(one, now));
      },
    }),
    endpoint({
      method: 'get',
      path: '/endorsements/{id}',
      id: 'getEndorsement',
      tag: TAG,
      summary: 'Read an endorsement',
      scope: 'achievements:read',
      answer: { status: 200, schema: endorsementSchema },
      problems: [404],
      run: async (call) => ({ value: toEndorsement(await find(call), clock.now()) }),
    }),
    setting(true),
    setting(false),
    endpoint({
      method: 'post',
      path: '/achievements/{id}/endorsement-invitations',
      id: 'inviteToEndorse',
      tag: TAG,
      summary: 'Invite somebody to endorse an achievement',
      description: 'The newest version is what will be endorsed. The link works once.',
      scope: 'achievements:write',
      body: newEndorsementInvitation,
      answer: { status: 201, schema: endorsementInvitationSchema },
      problems: [404, 422],
      async run({ within, params, body, actor }) {
        const found = await achievements.find(params['id'] ?? '');
        const { id, owner, latestVersion } = visible(within, found, (one) => one.owner);
        if (latestVersion === 0)
          throw new NotFound('achievement_unknown', 'There is no such badge here.', {
            action: 'Publish it first.',
          });
        const { invitee, to, days } = body;
        const { invitation, link } = await endorsements.invite({
          owner,
          achievementId: id,
          version: latestVersion,
          invitee,
          actor,
          days,
          to,
        });
        const { expiresAt, version } = invitation;
        const told = { id: invitation.id, achievementId: id, version, invitee, link };
        return { value: { ...told, expiresAt: expiresAt.toISOString() } };
      },
    }),
  ];
}
