import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { parseForm } from '../web/index.js';
import type { Platform } from '../lti/index.js';
import type { AdminDeps, ShowPage } from './create-admin.js';
import { testPlatform, type FrameState } from './self-test.js';
import { nothingHere, type Visitor, type Visitors } from './visitor.js';

const CHANGES = ['enable', 'disable', 'admit', 'ask'] as const;
const changeSchema = z.object({ change: z.enum(CHANGES) });
const deploymentSchema = z.object({
  deploymentId: z.string().min(1).max(255),
  status: z.enum(['approved', 'refused']),
});
const policySchema = z.object({
  designers: z.enum(['instructors', 'administrators']),
  needsApproval: z
    .string()
    .optional()
    .transform((value) => value !== undefined),
});
/** Origins as CSP knows them; a wildcard is for a school with many names. */
const ORIGIN = /^https?:\/\/(\*\.)?[a-z\d.-]+(:\d{1,5})?$/;
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
    .pipe(z.array(z.string().regex(ORIGIN)).max(30)),
});

const CHANGED: Record<(typeof CHANGES)[number], [Partial<Platform>, string]> = {
  enable: [{ status: 'active' }, 'platform.enabled'],
  disable: [{ status: 'disabled' }, 'platform.disabled'],
  admit: [{ deploymentPolicy: 'admit' }, 'platform.admits'],
  ask: [{ deploymentPolicy: 'approve' }, 'platform.asks'],
};

/** Whether the request's browser shows this in the platform's frame, and how it carries the session there. */
function frameStateOf(req: Request, visitor: Visitor): FrameState {
  if (visitor.platformId === null) return 'elsewhere';
  return req.session?.isCookieless === true ? 'cookieless' : 'cookie';
}

/** Platforms, their deployments, who designs badges there, and the self-test. */
export function createPlatformRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { lti, audit } = deps;
  const router = Router();

  async function note(visitor: Visitor, platform: Platform, action: string, details: object = {}) {
    await audit.record({
      actor: visitor.actor,
      action,
      subject: `platform:${platform.id}`,
      platformId: platform.id,
      details: { ...details },
    });
  }

  async function toAct(req: Request): Promise<{ visitor: Visitor; platform: Platform }> {
    const visitor = await visitors.requireToAct(req);
    return { visitor, platform: await visitors.platform(visitor, String(req.params['id'])) };
  }

  async function showPlatform(
    req: Request,
    res: Response,
    [visitor, platform]: readonly [Visitor, Platform],
    form: { values?: object; errors?: object } = {},
  ) {
    const { badgePolicy, frameOrigins } = platform;
    const deployments = await lti.deployments.list(platform.id);
    const contexts = await lti.contexts.list(platform.id);
    await show(req, res, visitor, {
      view: 'admin/platform',
      current: 'platforms',
      status: form.errors === undefined ? 200 : 422,
      model: {
        title: platform.name,
        platform,
        family: req.t(`lti.family.${platform.family}`),
        isActive: platform.status === 'active',
        admits: platform.deploymentPolicy === 'admit',
        courses: contexts.length,
        deployments: deployments.map((one) => ({
          ...one,
          isWaiting: one.status === 'waiting',
          isApproved: one.status === 'approved',
          isRefused: one.status === 'refused',
        })),
        form: {
          values: {
            designers: badgePolicy.designers,
            needsApproval: badgePolicy.needsApproval ? 'yes' : '',
            frameOrigins: frameOrigins.join('\n'),
            ...form.values,
          },
          errors: form.errors ?? {},
        },
        designers: (['instructors', 'administrators'] as const).map((value) => ({
          value,
          label: req.t(`admin.policy.${value}`),
        })),
      },
    });
  }

  router.get('/admin/platforms', async (req, res) => {
    const visitor = await visitors.require(req);
    const all = await lti.platforms.list();
    const visible = all.filter(({ id }) => [null, id].includes(visitor.platformId));
    const rows = visible.map(async (platform) => {
      const deployments = await lti.deployments.list(platform.id);
      const last = Math.max(0, ...deployments.map((one) => one.lastLaunchAt?.getTime() ?? 0));
      return {
        ...platform,
        href: `/admin/platforms/${platform.id}`,
        family: req.t(`lti.family.${platform.family}`),
        isActive: platform.status === 'active',
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
    // Switching a platform off would lock its administrator out: that is the operator's to do.
    if (!form.ok || visitor.platformId !== null) throw nothingHere();
    const [changes, action] = CHANGED[form.value.change];
    await lti.platforms.change(platform.id, changes);
    await note(visitor, platform, action);
    res.redirect(303, `/admin/platforms/${platform.id}`);
  });

  router.post('/admin/platforms/:id/deployments', async (req, res) => {
    const { visitor, platform } = await toAct(req);
    const form = parseForm(req, deploymentSchema);
    if (!form.ok) throw nothingHere();
    const { deploymentId, status } = form.value;
    if (!(await lti.deployments.setStatus(platform.id, deploymentId, status))) throw nothingHere();
    await note(visitor, platform, `deployment.${status}`, { deploymentId });
    res.redirect(303, `/admin/platforms/${platform.id}`);
  });

  router.post('/admin/platforms/:id/policy', async (req, res) => {
    const { visitor, platform } = await toAct(req);
    const form = parseForm(req, policySchema);
    if (!form.ok) return showPlatform(req, res, [visitor, platform], form);
    await lti.platforms.change(platform.id, { badgePolicy: form.value });
    await note(visitor, platform, 'platform.policy', form.value);
    res.redirect(303, `/admin/platforms/${platform.id}`);
  });

  router.post('/admin/platforms/:id/frames', async (req, res) => {
    const { visitor, platform } = await toAct(req);
    const form = parseForm(req, framesSchema);
    if (!form.ok) {
      const errors = { frameOrigins: req.t('admin.frames.wrong') };
      return showPlatform(req, res, [visitor, platform], { values: form.values, errors });
    }
    await lti.platforms.change(platform.id, form.value);
    await note(visitor, platform, 'platform.frames', { count: form.value.frameOrigins.length });
    res.redirect(303, `/admin/platforms/${platform.id}`);
  });

  router.get('/admin/platforms/:id/self-test', async (req, res) => {
    const visitor = await visitors.require(req);
    const platform = await visitors.platform(visitor, req.params.id);
    const steps = await testPlatform(deps, platform, frameStateOf(req, visitor));
    const said = (key: string | undefined, values = {}) =>
      key === undefined ? undefined : req.t(`admin.selfTest.${key}`, values);
    await show(req, res, visitor, {
      view: 'admin/self-test',
      current: 'platforms',
      model: {
        title: req.t('admin.selfTest.title'),
        platform,
        failed: steps.filter(({ outcome }) => outcome === 'fail').length,
        isGreen: steps.every(({ outcome }) => outcome === 'pass'),
        steps: steps.map(({ name, outcome, found, fix, values }) => ({
          name: req.t(`admin.selfTest.step.${name}`),
          outcome,
          kind: { pass: 'success', fail: 'error', later: 'info' }[outcome],
          word: req.t(`admin.selfTest.outcome.${outcome}`),
          found: said(found, values),
          fix: said(fix, values),
        })),
      },
    });
  });

  return router;
}
