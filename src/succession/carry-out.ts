import { moveRows } from '../store/index.js';
import { MOVES } from './moves.js';
import { movePersons } from './move-persons.js';
import { rebaseRows } from './rebase.js';
import type { SuccessionDeps } from './succession-deps.js';
import type { SuccessionStore } from './succession-store.js';
import { PHASES, type Decided, type Phase } from './succession.js';
import { renameDeployments, swapIdentity } from './swap-identity.js';

type Step = (
  deps: SuccessionDeps & { readonly store: SuccessionStore },
  succession: Decided,
) => Promise<Readonly<Record<string, number>> | void>;

/** Addresses of services that an earlier registration was given lead nowhere for the new one: a launch tells them anew. */
async function forgetServices(
  { connection }: Pick<SuccessionDeps, 'connection'>,
  { oldId, freshId, identities, decidedAt }: Decided,
): Promise<void> {
  const isAnew = identities !== undefined && identities.old.clientId !== identities.fresh.clientId;
  // Canvas names services by course alone; Moodle by the tool that was installed, too.
  if (freshId === oldId || !isAnew || identities.fresh.family === 'canvas') return;
  await connection
    .collection('lti_contexts')
    .updateMany(
      { platformId: oldId, lastLaunchAt: { $lt: decidedAt } },
      { $set: { services: {} } },
    );
}

const STEPS: Readonly<Record<Phase, Step>> = {
  async registration({ lti }, succession) {
    await swapIdentity(lti, succession);
    await renameDeployments(lti, succession);
  },
  services: (deps, succession) => forgetServices(deps, succession),
  async rows(deps, { takeover }) {
    const moved: Record<string, number> = {};
    for (const move of MOVES)
      moved[move.collection] = await moveRows(deps.connection, move, takeover);
    return moved;
  },
  async persons(deps, { takeover }) {
    const people = await movePersons(deps, takeover);
    await deps.grades.connections.takeOver(takeover);
    return { people };
  },
  async addresses(deps, { oldId, identities }) {
    if (identities === undefined || identities.old.issuer === identities.fresh.issuer) return;
    const moved = { from: identities.old.issuer, to: identities.fresh.issuer };
    await rebaseRows(deps.connection, oldId, moved);
  },
  async done({ audit, clock, store, checks }, succession) {
    const { id, oldId, freshId, decidedBy, identities, takeover } = succession;
    await checks.resume(oldId);
    await checks.resume(freshId);
    const { moved = {} } = (await store.find(id)) ?? {};
    const subject = `succession:${id}`;
    const known = await audit.list({ subject, action: 'platform.continued', limit: 1 });
    if (known.length === 0) {
      await audit.record({
        actor: decidedBy,
        action: 'platform.continued',
        subject,
        platformId: oldId,
        details: {
          registration: freshId,
          deployments: JSON.stringify(takeover.deployments),
          client: `${identities?.old.clientId ?? ''} → ${identities?.fresh.clientId ?? ''}`,
          issuer: `${identities?.old.issuer ?? ''} → ${identities?.fresh.issuer ?? ''}`,
          ...moved,
        },
      });
    }
    await store.end(id, 'joining', { state: 'joined', doneAt: clock.now() });
  },
};

/**
 * Works a decided succession off, from where it was left. Every step can be repeated, and is where a crash came before it
 * was noted as done.
 */
export async function carryOut(
  deps: SuccessionDeps & { readonly store: SuccessionStore },
  decided: Decided,
): Promise<void> {
  const { id, phase } = decided;
  for (const step of PHASES.slice(PHASES.indexOf(phase))) {
    await deps.store.note(id, { phase: step });
    const moved = await STEPS[step](deps, decided);
    if (moved === undefined) continue;
    const before = (await deps.store.find(id))?.moved ?? {};
    await deps.store.note(id, { moved: { ...before, ...moved } });
  }
}
