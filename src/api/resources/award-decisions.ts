import type { z } from 'zod';
import {
  decideByHand,
  givingKey,
  personKey,
  undoRevocation,
  type Award,
} from '../../awards/index.js';
import { Conflict } from '../../base/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { notThere } from '../http/within.js';
import { awardSchema, decisionBody, newAward, toAward } from '../schemas/award.js';
import { findAward, findRule, findRuleOf } from './find-award.js';

const TAG = 'Awards';
const CHANGED = {
  answer: { status: 200, schema: awardSchema },
  problems: [404, 409, 422],
} as const;
/** A user id that nobody has: whoever calls the API is no learner. */
const NOBODY = '';

/** Decisions about awards: given and denied, revoked, suspended, corrected. */
export function decisionEndpoints(deps: ResourceDeps): Endpoint[] {
  const { awards, people, credentials } = deps;
  const handDeps = {
    ...deps,
    awards: awards.store,
    validity: awards.validity,
    fulfil: awards.fulfil,
  };

  const reread = async ({ id: awardId }: Award) => {
    const [found] = await awards.store.findByIds([awardId]);
    if (found === undefined) throw notThere();
    return { value: toAward(found) };
  };
  const decide =
    (action: 'award' | 'deny') => async (call: Call<undefined, z.output<typeof newAward>>) => {
      const { ruleId, userId, reason } = call.body;
      const rule = await findRule(deps, call, ruleId);
      // A badge is given to people whom the platform has told of, not to any text.
      if ((await people.find(rule.tenant.platformId, userId)) === null) throw notThere();
      await decideByHand(
        handDeps,
        rule,
        action,
        { userId, reason },
        { id: call.actor, userId: NOBODY },
      );
      const key = personKey(rule.tenant.platformId, userId);
      const theirs = await awards.store.findFor(rule.achievementId, [key]);
      const made =
        theirs.find(({ state }) => state === (action === 'award' ? 'active' : 'denied')) ??
        theirs[0];
      if (made === undefined) throw notThere();
      return { value: toAward(made), location: `/awards/${made.id}` };
    };

  /** The newest badge of an award. @throws NotFound while there is none */
  const badgeOf = async (award: Award) => {
    const badge = await credentials.findByAward(givingKey(award));
    if (badge === null) throw notThere();
    return badge;
  };

  return [
    endpoint({
      method: 'post',
      path: '/awards',
      id: 'giveAward',
      tag: TAG,
      summary: 'Give a badge to a learner',
      description:
        'Given by hand: it holds whatever the grades say. The badge is signed within moments.',
      scope: 'awards:write',
      body: newAward,
      answer: { status: 201, schema: awardSchema },
      problems: [404, 409, 422],
      run: decide('award'),
    }),
    endpoint({
      method: 'post',
      path: '/denials',
      id: 'denyAward',
      tag: TAG,
      summary: 'Deny a badge to a learner',
      description: 'The learner does not get the badge, whatever the grades say.',
      scope: 'awards:write',
      body: newAward,
      answer: { status: 201, schema: awardSchema },
      problems: [404, 409, 422],
      run: decide('deny'),
    }),
    endpoint({
      method: 'post',
      path: '/awards/{id}/revoke',
      id: 'revokeAward',
      tag: TAG,
      summary: 'Revoke a badge',
      description:
        'It counts no more at once, and can be reinstated for 15 minutes; then it is final.',
      scope: 'awards:write',
      body: decisionBody,
      ...CHANGED,
      async run(call) {
        const award = await findAward(deps, call);
        const rule = await findRuleOf(deps, call, award);
        const learner = { userId: award.userId, reason: call.body.reason };
        // Repeating it changes nothing.
        if (award.state === 'active')
          await decideByHand(handDeps, rule, 'revoke', learner, { id: call.actor, userId: NOBODY });
        return reread(award);
      },
    }),
    endpoint({
      method: 'post',
      path: '/awards/{id}/suspend',
      id: 'suspendAward',
      tag: TAG,
      summary: 'Suspend a badge for a while',
      scope: 'awards:write',
      body: decisionBody,
      ...CHANGED,
      async run(call) {
        const award = await findAward(deps, call);
        const { id: badgeId } = await badgeOf(award);
        await credentials.suspend(badgeId, { actor: call.actor, reason: call.body.reason });
        return reread(award);
      },
    }),
    endpoint({
      method: 'post',
      path: '/awards/{id}/reinstate',
      id: 'reinstateAward',
      tag: TAG,
      summary: 'End a suspension, or undo a revocation within 15 minutes',
      scope: 'awards:write',
      answer: { status: 200, schema: awardSchema },
      problems: [404, 409],
      async run(call) {
        const award = await findAward(deps, call);
        if (award.state === 'active') {
          const { id: badgeId } = await badgeOf(award);
          await credentials.reinstate(badgeId, { actor: call.actor });
          return reread(award);
        }
        const rule = await findRuleOf(deps, call, award);
        await undoRevocation(handDeps, rule, award.userId, { id: call.actor, userId: NOBODY });
        return reread(award);
      },
    }),
    endpoint({
      method: 'post',
      path: '/awards/{id}/correct',
      id: 'correctAward',
      tag: TAG,
      summary: 'Issue a badge anew',
      description:
        'With the learner’s name as the platform tells it today, and what the badge says today. The former one is revoked and names its successor.',
      scope: 'awards:write',
      body: decisionBody,
      ...CHANGED,
      async run(call) {
        const award = await findAward(deps, call);
        const rule = await findRuleOf(deps, call, award);
        const order = { since: deps.clock.now(), reason: call.body.reason, actor: call.actor };
        if (!(await awards.correct(rule, award.userId, order)))
          throw new Conflict('nothing_to_correct', 'The badge says all of that already.', {
            action: 'Change what the badge says, or the learner’s name in the platform, first.',
          });
        return reread(award);
      },
    }),
  ];
}
