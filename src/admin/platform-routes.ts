import type { AuditAction } from '../audit/index.js';
import { Router, type Request } from 'express';
import { z } from 'zod';
import { parseForm } from '../web/index.js';
import { isHostedCanvas, isSharedByAll, type Platform } from '../lti/index.js';
import {
  createSettingsRoutes,
  noteChange,
  settingsOf,
  type ShowPlatform,
} from './settings-routes.js';
import { findSeat, isChosen, pathOfSeat, type Seat } from './seat.js';
import { testPlatform, type FrameState } from './self-test.js';
import { nothingHere, type Visitor, type Visitors } from './visitor.js';
import type { AdminDeps, ShowPage } from './admin-page.js';

const CHANGES = ['enable', 'disable', 'admit', 'ask', 'together', 'apart'] as const;
const changeSchema = z.object({ change: z.enum(CHANGES) });
const deploymentSchema = z.object({
  deploymentId: z.string().min(1).max(255),
  status: z.enum(['approved', 'refused']),
});
const CHANGED: Record<(typeof CHANGES)[number], [Partial<Platform>, AuditAction]> = {
  enable: [{ status: 'active' }, 'platform.enabled'],
  disable: [{ status: 'disabled' }, 'platform.disabled'],
  admit: [{ deploymentPolicy: 'admit' }, 'platform.admits'],
  ask: [{ deploymentPolicy: 'approve' }, 'platform.asks'],
  together: [{ isOneTenant: true }, 'platform.together'],
  apart: [{ isOneTenant: false }, 'platform.apart'],
};

/** What would make one school of an issuer that schools share with all others see the others, or let anybody in. */
const OPENS_TO_ALL: ReadonlySet<string> = new Set(['together', 'admit']);

/**
 * Whether another platform is an earlier registration of the same issuer, which none continues yet. A hosted Canvas has
 * one issuer for all schools, so that the issuer tells nothing there.
 */
const isEarlierThan =
  ({ id, issuer, createdAt, continuedBy }: Platform) =>
  (other: Platform): boolean =>
    continuedBy === undefined &&
    other.continuedBy === undefined &&
    other.id !== id &&
    other.issuer === issuer &&
    !isHostedCanvas(issuer) &&
    !isSharedByAll(issuer) &&
    other.createdAt < createdAt;

/**
 * @returns whether the browser shows this page in the platform's frame, and whether it sends the session cookie there
 */
function frameStateOf(req: Request, visitor: Visitor): FrameState {
  if (visitor.platformId === null) return 'elsewhere';
  // Fetch Metadata (W3C): a page in a window of its own says nothing of cookies in a frame. Older browsers do not send
  // the header.
  const destination = req.headers['sec-fetch-dest'];
  if (destination === 'document') return 'elsewhere';
  return req.session?.isCookieless === true ? 'cookieless' : 'cookie';
}

/** Whether a deployment or course may be shown: an administrator of one deployment sees nothing of another. */
const isVisibleTo =
  ({ deploymentId }: Visitor) =>
  (one: { readonly deploymentId: string }): boolean =>
    deploymentId === null || one.deploymentId === deploymentId;

/** Models whose settings the page shows: labels and addresses. */
function seatModel(req: Request, visitor: Visitor, seat: Seat) {
  const { deployment } = seat;
  const isNamed = isChosen(req);
  const hasOwn = deployment?.badgePolicy !== undefined || deployment?.ownFrameOrigins !== undefined;
  return {
    of: isNamed || visitor.deploymentId !== null ? deployment?.deploymentId : undefined,
    isShared: !hasOwn && deployment !== null,
    canReset: hasOwn,
    paths: {
      policy: pathOfSeat(seat, '/policy', isNamed),
      frames: pathOfSeat(seat, '/frames', isNamed),
      reset: pathOfSeat(seat, '/reset', isNamed),
      issuer: pathOfSeat(seat, '/issuer', isNamed),
    },
  };
}

/** The routes of platforms, their deployments, who may design badges there, and the self-test. */
export function createPlatformRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { lti, audit } = deps;
  const router = Router();

  async function note(
    visitor: Visitor,
    platform: Platform,
    action: AuditAction,
    details: object = {},
  ) {
    await noteChange(audit, visitor, { platform, deployment: null }, action, details);
  }

  async function toAct(req: Request): Promise<{ visitor: Visitor; platform: Platform }> {
    const visitor = await visitors.requireToAct(req);
    return { visitor, platform: await visitors.platform(visitor, String(req.params['id'])) };
  }

  const showPlatform: ShowPlatform = async (req, res, [visitor, platform], form = {}) => {
    const seat = await findSeat(lti, req, [visitor, platform]);
    const isVisible = isVisibleTo(visitor);
    const deployments = (await lti.deployments.list(platform.id)).filter(isVisible);
    const contexts = (await lti.contexts.list(platform.id)).filter(isVisible);
    await show(req, res, visitor, {
      view: 'admin/platform',
      current: 'platforms',
      status: form.errors === undefined ? 200 : 422,
      model: {
        title: platform.name,
        platform,
        family: req.t(`lti.family.${platform.family}`),
        isActive: platform.status === 'active',
        isReplaced: platform.continuedBy !== undefined,
        admits: platform.deploymentPolicy === 'admit',
        isOneTenant: platform.isOneTenant === true,
        isOfAll: isSharedByAll(platform.issuer),
        isWhole: visitor.deploymentId === null,
        ...seatModel(req, visitor, seat),
        courses: contexts.length,
        hasSeveral: deployments.length > 1,
        deployments: deployments.map((one) => ({
          ...one,
          isWaiting: one.status === 'waiting',
          isApproved: one.status === 'approved',
          isRefused: one.status === 'refused',
          href: pathOfSeat({ platform, deployment: one }, '', true),
        })),
        form: {
          values: { ...settingsOf(seat), ...form.values },
          errors: form.errors ?? {},
        },
        designers: (['instructors', 'administrators'] as const).map((value) => ({
          value,
          label: req.t(`admin.policy.${value}`),
        })),
      },
    });
  };

  router.get('/admin/platforms', async (req, res) => {
    const visitor = await visitors.require(req);
    const all = await lti.platforms.list();
    const visible = all.filter(({ id }) => [null, id].includes(visitor.platformId));
    const rows = visible.map(async (platform) => {
      const deployments = (await lti.deployments.list(platform.id)).filter(isVisibleTo(visitor));
      const last = Math.max(0, ...deployments.map((one) => one.lastLaunchAt?.getTime() ?? 0));
      return {
        ...platform,
        href: `/admin/platforms/${platform.id}`,
        family: req.t(`lti.family.${platform.family}`),
        isActive: platform.status === 'active',
        isReplaced: platform.continuedBy !== undefined,
        hasEarlier: visitor.platformId === null && all.some(isEarlierThan(platform)),
        waiting: deployments.filter(({ status }) => status === 'waiting').length,
        lastLaunchAt: last === 0 ? null : new Date(last),
      };
    });
    await show(req, res, visitor, {
      view: 'admin/platforms',
      current: 'platforms',
      model: { title: req.t('admin.platforms.title'), platforms: await Promise.all(rows) },
    });
  });

  router.get('/admin/platforms/:id', async (req, res) => {
    const visitor = await visitors.require(req);
    const platform = await visitors.platform(visitor, req.params.id);
    await showPlatform(req, res, [visitor, platform]);
  });

  router.post('/admin/platforms/:id', async (req, res) => {
    const { visitor, platform } = await toAct(req);
    const form = parseForm(req, changeSchema);
    // An LMS administrator cannot switch the platform off, which would lock them out: only the operator can.
    if (!form.ok || visitor.platformId !== null) throw nothingHere();
    // A platform that another one continues stays switched off: its rows have moved.
    if (platform.continuedBy !== undefined) throw nothingHere();
    if (isSharedByAll(platform.issuer) && OPENS_TO_ALL.has(form.value.change)) throw nothingHere();
    const [changes, action] = CHANGED[form.value.change];
    await lti.platforms.change(platform.id, changes);
    await note(visitor, platform, action);
    res.redirect(303, `/admin/platforms/${platform.id}`);
  });

  router.post('/admin/platforms/:id/deployments', async (req, res) => {
    const { visitor, platform } = await toAct(req);
    visitors.requireWhole(visitor);
    const form = parseForm(req, deploymentSchema);
    if (!form.ok) throw nothingHere();
    const { deploymentId, status } = form.value;
    if (!(await lti.deployments.setStatus(platform.id, deploymentId, status))) throw nothingHere();
    await note(visitor, platform, `deployment.${status}`, { deploymentId });
    res.redirect(303, `/admin/platforms/${platform.id}`);
  });

  router.use(createSettingsRoutes(deps, visitors, showPlatform));

  router.get('/admin/platforms/:id/self-test', async (req, res) => {
    const visitor = await visitors.require(req);
    const platform = await visitors.platform(visitor, req.params.id);
    const steps = await testPlatform(deps, platform, {
      frame: frameStateOf(req, visitor),
      isVisible: isVisibleTo(visitor),
    });
    const said = (key: string | undefined, values = {}) =>
      key === undefined ? undefined : req.t(`admin.selfTest.${key}`, values);
    await show(req, res, visitor, {
      view: 'admin/self-test',
      current: 'platforms',
      model: {
        title: req.t('admin.selfTest.title'),
        platform,
        failed: steps.filter(({ outcome }) => outcome === 'fail').length,
        isGreen: steps.every(({ outcome }) => ['pass', 'warning'].includes(outcome)),
        steps: steps.map(({ name, outcome, found, fix, values }) => ({
          name: req.t(`admin.selfTest.step.${name}`),
          outcome,
          kind: { pass: 'success', fail: 'error', warning: 'warn', later: 'info' }[outcome],
          word: req.t(`admin.selfTest.outcome.${outcome}`),
          found: said(found, values),
          fix: said(fix, values),
        })),
      },
    });
  });

  return router;
}
