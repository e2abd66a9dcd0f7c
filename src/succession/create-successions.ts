import { Conflict, InvalidInput, NotFound, omitUndefined, randomId } from '../base/index.js';
import type { Platform } from '../lti/index.js';
import { carryOut } from './carry-out.js';
import { keptIds } from './pair-deployments.js';
import { previewSuccession, type SuccessionPreview, type Wish } from './preview.js';
import type { SuccessionDeps } from './succession-deps.js';
import { createSuccessionStore } from './succession-store.js';
import { pauseTwin } from './twins.js';
import { identityOf, type Decided, type Succession } from './succession.js';

/** A yes to what a preview showed. */
export interface Consent {
  readonly actor: string;
  /** Of the preview that was shown. */
  readonly digest: string;
  /** Whoever says yes has looked at what the preview warns of. */
  readonly isSure: boolean;
}

/**
 * That a registration continues an earlier one. Whether somebody may say so is decided by the callers: only who administers
 * both, or the operator.
 */
export interface Successions {
  /** Other registrations of a platform's address that go on: what it may continue. */
  candidates(platform: Platform): Promise<Platform[]>;
  preview(wish: Wish): Promise<SuccessionPreview>;
  /** Somebody of the new registration wishes it; what there is of the old one is not told. */
  ask(fresh: Platform, issuer: string, actor: string): Promise<void>;
  /** Wishes that name a platform's address, or all of them. */
  listAsked(old?: Platform): Promise<Succession[]>;
  decline(id: string, actor: string): Promise<void>;
  /**
   * Does it, from beginning to end; a crash in between is made good by {@link Successions.finish}.
   * @throws Conflict `continue_changed` where the preview is another by now; InvalidInput `continue_doubtful`
   */
  continue(wish: Wish, consent: Consent): Promise<void>;
  /** Finishes what a crash left. To be run often. */
  finish(): Promise<void>;
}

const LEASE_MS = 60_000;

export function createSuccessions(deps: SuccessionDeps): Successions {
  const { audit, clock, lti } = deps;
  const store = createSuccessionStore(deps.connection);

  async function workOff(decided: Decided): Promise<void> {
    await deps.work.lease(`succession:${decided.id}`, LEASE_MS, () =>
      carryOut({ ...deps, store }, decided),
    );
  }

  async function decide(
    { freshId, oldId }: Wish,
    preview: SuccessionPreview,
    actor: string,
  ): Promise<Decided> {
    const { fresh, old, pairs } = preview;
    const deployments = keptIds(pairs, await lti.deployments.list(oldId), randomId);
    const isWhole = freshId !== oldId;
    return omitUndefined({
      id: randomId(),
      state: 'joining',
      freshId,
      oldId,
      issuer: old.issuer,
      decidedBy: actor,
      decidedAt: clock.now(),
      phase: 'registration',
      identities: isWhole ? { old: identityOf(old), fresh: identityOf(fresh) } : undefined,
      pairs,
      takeover: { from: freshId, to: oldId, deployments },
    });
  }

  return {
    async candidates({ id, issuer }) {
      const all = await lti.platforms.findByIssuer(issuer);
      return all.filter((one) => one.id !== id && one.continuedBy === undefined);
    },
    preview: (wish) => previewSuccession(deps, wish),
    async ask(fresh, issuer, actor) {
      const askedAt = clock.now();
      await store.ask({ freshId: fresh.id, issuer, askedBy: actor, askedAt });
      const subject = `platform:${fresh.id}`;
      const action = 'succession.asked';
      await audit.record({ actor, action, subject, platformId: fresh.id, details: { issuer } });
    },
    async listAsked(old) {
      const asked = await store.listAsked();
      return asked.filter(
        ({ issuer, freshId }) => old === undefined || (issuer === old.issuer && freshId !== old.id),
      );
    },
    async decline(id, actor) {
      const asked = await store.find(id);
      if (asked?.state !== 'asked')
        throw new NotFound('succession_gone', 'This was decided already.');
      await store.end(id, 'asked', { state: 'declined', decidedBy: actor, decidedAt: clock.now() });
      const { freshId: platformId } = asked;
      const subject = `platform:${platformId}`;
      await audit.record({ actor, action: 'succession.declined', subject, platformId });
    },
    async continue(wish, { actor, digest, isSure }) {
      const preview = await previewSuccession(deps, wish);
      if (preview.digest !== digest) {
        throw new Conflict('continue_changed', 'Something changed since this was shown.', {
          action: 'Look at it again, then decide.',
        });
      }
      if (preview.doubts.length > 0 && !isSure) {
        throw new InvalidInput('continue_doubtful', 'There are warnings that were not confirmed.', {
          action: 'Look at the warnings and confirm that you did.',
        });
      }
      const decided = await decide(wish, preview, actor);
      for (const { rule } of preview.twins) await pauseTwin(deps, rule, actor);
      if (!(await store.begin(decided))) {
        throw new Conflict(
          'continued_already',
          'One of the two was continued by another already.',
          {
            action: 'Choose the platform that goes on.',
          },
        );
      }
      await workOff(decided);
    },
    async finish() {
      for (const decided of await store.listJoining()) await workOff(decided);
    },
  };
}
