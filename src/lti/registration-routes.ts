import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { InvalidInput, NotAllowed, type Clock, type Sealer } from '../base/index.js';
import { allowFraming, parseForm, type Web } from '../web/index.js';
import type { Invitation, InvitationStore } from './invitation-store.js';
import type { PlatformConfiguration } from './platform-configuration.js';
import type { NewPlatform, Platform } from './platform.js';
import type { PlatformUpdate } from './update-platform.js';
import {
  buildCanvasConfiguration,
  REQUESTED_CLAIMS,
  REQUESTED_SCOPES,
  toolAddresses,
} from './tool-description.js';

interface Deps {
  readonly web: Pick<Web, 'page'>;
  readonly publicUrl: string;
  readonly invitations: InvitationStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly isAllowed: (url: string) => boolean;
  readonly fetchConfiguration: (
    url: string,
    token: string | undefined,
    invitation: Invitation,
  ) => Promise<PlatformConfiguration>;
  /** What the token would update, if it is for a tool that is registered already. */
  readonly findUpdate: (
    found: PlatformConfiguration,
    token: string | undefined,
  ) => Promise<PlatformUpdate | null>;
  readonly update: (
    invitation: Invitation,
    found: PlatformConfiguration,
    update: { readonly platformId: string; readonly token: string | undefined },
  ) => Promise<{ platform: Platform; deploymentId: string | null }>;
  readonly register: (
    invitation: Invitation,
    found: PlatformConfiguration,
    token: string | undefined,
  ) => Promise<{ platform: Platform; deploymentId: string | null }>;
  readonly registerByHand: (
    invitation: Invitation,
    platform: NewPlatform,
    deploymentId: string | undefined,
  ) => Promise<Platform>;
}

const PURPOSE = 'lti registration';
const OFFER_MS = 30 * 60_000;

const text = z.string().min(1).max(8_000);
const querySchema = z.object({
  invite: z.string().min(1).max(100),
  openid_configuration: text.optional(),
  registration_token: text.optional(),
});

/** What the consent page carries from the question to the answer: sealed, so that nothing of it can be changed. */
interface Offer {
  readonly secret: string;
  readonly found: PlatformConfiguration;
  readonly token: string | undefined;
  /** The platform that is updated rather than registered, as the page said. */
  readonly updates?: string;
  readonly expiresAt: number;
}

/** Where the platform shows this page: its own pages, which for Canvas are a school's. */
function framersOf(found: PlatformConfiguration): string[] {
  const urls = [found.issuer, found.configurationUrl, found.registrationUrl];
  return urls.map((url) => new URL(url).origin);
}

function refuseInvitation(code: string, message: string): NotAllowed {
  return new NotAllowed(code, message, {
    action: 'Ask the administrator of Laurel for a new invitation.',
  });
}

async function requireInvitation(deps: Deps, secret: string): Promise<Invitation> {
  const invitation = await deps.invitations.find(secret);
  if (invitation === null) {
    throw refuseInvitation('invitation_unknown', 'There is no such invitation.');
  }
  if (invitation.usedAt !== undefined) {
    throw refuseInvitation('invitation_used', 'This invitation was used already.');
  }
  if (invitation.expiresAt <= deps.clock.now()) {
    throw refuseInvitation('invitation_expired', 'This invitation is no longer good.');
  }
  return invitation;
}

function addressList(req: Request, publicUrl: string) {
  const { launchUrl, loginUrl, keysUrl, canvasUrl, domain, customParameters } =
    toolAddresses(publicUrl);
  const row = (id: string, value: string) => ({ id, value, label: req.t(`lti.register.${id}`) });
  return [
    row('launchUrl', launchUrl),
    row('loginUrl', loginUrl),
    row('redirectUri', launchUrl),
    row('keysUrl', keysUrl),
    row('deepLinkingUrl', launchUrl),
    row('domain', domain),
    row('customParameters', customParameters),
    row('canvasUrl', canvasUrl),
  ];
}

function manualSchema(isAllowed: (url: string) => boolean, message: string) {
  const address = z.string().trim().max(2_000).refine(isAllowed, message);
  return z.object({
    name: z.string().trim().min(1).max(200),
    family: z.enum(['moodle', 'canvas', 'other']),
    issuer: address.transform((issuer) => issuer.replace(/\/$/, '')),
    clientId: z.string().trim().min(1).max(255),
    authorizationUrl: address,
    tokenUrl: address,
    jwksUrl: address,
    deploymentId: z.string().trim().max(255).optional(),
  });
}

/** `/register`: by invitation, dynamically from inside a platform or by hand, and what Canvas reads. */
export function createRegistrationRoutes(deps: Deps): Router {
  const { web, publicUrl, sealer, clock } = deps;
  const router = Router();

  function showManual(
    req: Request,
    res: Response,
    secret: string,
    form: { values?: object; errors?: object } = {},
  ) {
    const options = form.errors === undefined ? {} : { status: 422 };
    web.page(
      res,
      'lti/register-manual',
      {
        title: req.t('lti.register.title'),
        invite: secret,
        inviteUrl: `${publicUrl}/register?invite=${secret}`,
        addresses: addressList(req, publicUrl),
        form: { values: { invite: secret, family: 'moodle', ...form.values }, errors: {}, ...form },
        families: ['moodle', 'canvas', 'other'].map((value) => ({
          value,
          label: req.t(`lti.family.${value}`),
        })),
      },
      options,
    );
  }

  router.get('/register', async (req, res) => {
    allowFraming(res, ['*']);
    res.setHeader('Cache-Control', 'no-store');
    const query = querySchema.safeParse(req.query);
    if (!query.success)
      throw refuseInvitation('invitation_missing', 'This page needs an invitation.');
    const { invite: secret, openid_configuration: url, registration_token: token } = query.data;
    const invitation = await requireInvitation(deps, secret);
    if (url === undefined) {
      allowFraming(res, []);
      return showManual(req, res, secret);
    }
    const found = await deps.fetchConfiguration(url, token, invitation);
    allowFraming(res, framersOf(found));
    const update = await deps.findUpdate(found, token);
    const offer: Offer = {
      ...{ secret, found, token, expiresAt: clock.now().getTime() + OFFER_MS },
      ...(update ? { updates: update.platformId } : {}),
    };
    web.page(res, 'lti/register', {
      title: req.t(update ? 'lti.register.updateTitle' : 'lti.register.consentTitle'),
      update: update && {
        name: update.name,
        clientId: update.clientId,
        changes: update.changes.map((change) => ({
          ...change,
          label: req.t(`lti.register.${change.name}`),
        })),
      },
      host: new URL(found.registrationUrl).host,
      issuer: found.issuer,
      family: req.t(`lti.family.${found.family}`),
      scopes: REQUESTED_SCOPES.map(({ scope, reason }) => ({
        scope,
        reason: req.t(reason),
        isOffered: found.scopes?.includes(scope) ?? true,
        isNew: update?.scopes !== undefined && !update.scopes.includes(scope),
      })),
      claims: REQUESTED_CLAIMS.filter((claim) => !['iss', 'sub'].includes(claim)),
      offer: sealer.seal(JSON.stringify(offer), PURPOSE),
    });
  });

  function openOffer(body: unknown): Offer {
    const form = z.object({ offer: z.string().max(40_000) }).safeParse(body);
    try {
      if (form.success)
        return JSON.parse(sealer.open(form.data.offer, PURPOSE).toString()) as Offer;
    } catch {
      // Said below: whatever it was, it is not what we handed out.
    }
    throw new InvalidInput('registration_stale', 'This page is no longer good.', {
      action: 'Begin again in your learning platform.',
    });
  }

  router.post('/register', async (req, res) => {
    const { secret, found, token, updates, expiresAt } = openOffer(req.body);
    allowFraming(res, framersOf(found));
    if (expiresAt <= clock.now().getTime()) {
      throw new InvalidInput('registration_stale', 'This page is no longer good.', {
        action: 'Begin again in your learning platform.',
      });
    }
    const invitation = await requireInvitation(deps, secret);
    const { platform, deploymentId } = await (updates === undefined
      ? deps.register(invitation, found, token)
      : deps.update(invitation, found, { platformId: updates, token }));
    web.page(res, 'lti/registered', {
      title: req.t(updates === undefined ? 'lti.register.doneTitle' : 'lti.register.updatedTitle'),
      name: platform.name,
      isUpdated: updates !== undefined,
      isMoodle: updates === undefined && platform.family === 'moodle',
      needsApproval: deploymentId === null && platform.deploymentPolicy === 'approve',
      scripts: ['lti/close-registration.js'],
    });
  });

  router.post('/register/by-hand', async (req, res) => {
    const isAddress = (value: string) => URL.canParse(value) && deps.isAllowed(value);
    const schema = manualSchema(isAddress, req.t('lti.register.addressWrong'));
    const form = parseForm(req, schema);
    const { invite } = (req.body ?? {}) as { invite?: unknown };
    const secret = typeof invite === 'string' ? invite : '';
    const invitation = await requireInvitation(deps, secret);
    if (!form.ok) return showManual(req, res, secret, form);
    const { deploymentId, ...platform } = form.value;
    const made = await deps.registerByHand(
      invitation,
      { ...platform, deploymentPolicy: invitation.deploymentPolicy },
      deploymentId === '' ? undefined : deploymentId,
    );
    web.page(res, 'lti/registered', {
      title: req.t('lti.register.doneTitle'),
      name: made.name,
      needsApproval: !deploymentId && made.deploymentPolicy === 'approve',
    });
  });

  router.get('/lti/canvas.json', (_req, res) => {
    res.type('application/json').send(JSON.stringify(buildCanvasConfiguration(publicUrl), null, 2));
  });

  return router;
}
