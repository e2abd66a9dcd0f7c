import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Audit, AuditAction } from '../audit/index.js';
import { omitUndefined } from '../base/index.js';
import { policyOf, type Deployment, type Platform } from '../lti/index.js';
import { parseForm } from '../web/index.js';
import type { AdminDeps } from './admin-page.js';
import { findSeat, isChosen, pathOfSeat, type Seat } from './seat.js';
import type { Visitor, Visitors } from './visitor.js';

const policySchema = z.object({
  designers: z.enum(['instructors', 'administrators']),
  needsApproval: z
    .string()
    .optional()
    .transform((value) => value !== undefined),
});
/**
 * An origin as CSP writes it (a host-source). A wildcard is for a school's many names, not for everybody below a
 * top-level domain.
 */
const ORIGIN = /^https?:\/\/(\*\.(?=[^.]+\.[^.]))?[a-z\d.-]+(:\d{1,5})?$/;
/**
 * Half of the characters that the header may carry for a deployment; origins that launches prove have the other half.
 */
const MOST_CHARACTERS = 1_000;
const framesSchema = z.object({
  frameOrigins: z
    .string()
    .max(4_000)
    .transform((text) => [
      ...new Set(
        text
          .toLowerCase()
          .split(/[\s,]+/)
          .filter((one) => one !== ''),
      ),
    ])
    // The origins go into a header: the longer they are, the fewer fit.
    .pipe(z.array(z.string().regex(ORIGIN)).max(30))
    .refine((origins) => origins.join(' ').length <= MOST_CHARACTERS),
});

/** Shows the platform's page with a form that could not be accepted. */
export type ShowPlatform = (
  req: Request,
  res: Response,
  of: readonly [Visitor, Platform],
  form?: { values?: object; errors?: object },
) => Promise<void>;

/** @returns what the forms of a seat show before anything is typed: its own settings, or its platform's */
export function settingsOf({ platform, deployment }: Seat) {
  const { designers, needsApproval } = policyOf(platform, deployment);
  const frameOrigins = deployment?.ownFrameOrigins ?? platform.frameOrigins;
  return {
    designers,
    needsApproval: needsApproval ? 'yes' : '',
    frameOrigins: frameOrigins.join('\n'),
  };
}

/**
 * Writes a change to the audit log where those it concerns see it: a change of one deployment is not shown to another.
 */
export async function noteChange(
  audit: Pick<Audit, 'record'>,
  { actor }: Visitor,
  { platform, deployment }: Seat,
  action: AuditAction,
  details: object = {},
): Promise<void> {
  await audit.record(
    omitUndefined({
      actor,
      action,
      subject: `platform:${platform.id}`,
      platformId: platform.id,
      deploymentId: deployment?.deploymentId,
      details: { ...details },
    }),
  );
}

/**
 * The routes that set who may make badges and which origins may frame the tool: for one deployment, or for all that
 * have no settings of their own.
 */
export function createSettingsRoutes(
  { lti, audit }: Pick<AdminDeps, 'lti' | 'audit'>,
  visitors: Visitors,
  showPlatform: ShowPlatform,
): Router {
  const router = Router();

  async function toAct(req: Request): Promise<{ visitor: Visitor; seat: Seat }> {
    const visitor = await visitors.requireToAct(req);
    const platform = await visitors.platform(visitor, String(req.params['id']));
    return { visitor, seat: await findSeat(lti, req, [visitor, platform]) };
  }

  const backTo = (req: Request, res: Response, seat: Seat): void =>
    res.redirect(303, pathOfSeat(seat, '', isChosen(req)));

  async function change(
    { platform, deployment }: Seat,
    settings:
      | Required<Pick<Deployment, 'badgePolicy'>>
      | Required<Pick<Deployment, 'ownFrameOrigins'>>,
  ): Promise<void> {
    if (deployment !== null) {
      await lti.deployments.change(platform.id, deployment.deploymentId, settings);
    } else if ('badgePolicy' in settings) {
      await lti.platforms.change(platform.id, { badgePolicy: settings.badgePolicy });
    } else {
      await lti.platforms.change(platform.id, { frameOrigins: settings.ownFrameOrigins });
    }
  }

  router.post('/admin/platforms/:id/policy', async (req, res) => {
    const { visitor, seat } = await toAct(req);
    const form = parseForm(req, policySchema);
    if (!form.ok) return showPlatform(req, res, [visitor, seat.platform], form);
    await change(seat, { badgePolicy: form.value });
    await noteChange(audit, visitor, seat, 'platform.policy', form.value);
    backTo(req, res, seat);
  });

  router.post('/admin/platforms/:id/frames', async (req, res) => {
    const { visitor, seat } = await toAct(req);
    const form = parseForm(req, framesSchema);
    if (!form.ok) {
      const errors = { frameOrigins: req.t('admin.frames.wrong') };
      return showPlatform(req, res, [visitor, seat.platform], { values: form.values, errors });
    }
    await change(seat, { ownFrameOrigins: form.value.frameOrigins });
    const count = form.value.frameOrigins.length;
    await noteChange(audit, visitor, seat, 'platform.frames', { count });
    backTo(req, res, seat);
  });

  // Removes a deployment's own settings, so that the platform's apply again.
  router.post('/admin/platforms/:id/reset', async (req, res) => {
    const { visitor, seat } = await toAct(req);
    const { platform, deployment } = seat;
    if (deployment !== null) {
      const nothing = { badgePolicy: undefined, ownFrameOrigins: undefined };
      await lti.deployments.change(platform.id, deployment.deploymentId, nothing);
      await noteChange(audit, visitor, seat, 'deployment.shares');
    }
    backTo(req, res, seat);
  });

  return router;
}
