import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { InvalidInput, NotAllowed, type Clock, type Sealer } from '../../base/index.js';
import type { Limits } from '../../limits/index.js';
import { allowFraming, parseForm, type Web } from '../../web/index.js';
import type { Invitation, InvitationStore } from './invitation-store.js';
import type { PlatformConfiguration } from './configuration.js';
import { isSharedByAll } from '../platform/blackboard.js';
import type { NewPlatform, Platform } from '../platform/platform.js';
import { PRODUCTS } from './presets.js';
import type { PlatformUpdate } from './update-platform.js';
import {
  buildCanvasConfiguration,
  REQUESTED_CLAIMS,
  REQUESTED_SCOPES,
} from './tool-description.js';
import { MOODLE_SETTINGS } from './moodle-settings.js';
import { showRegistered } from './registered-page.js';
import type { SetUpTickets } from './set-up-ticket.js';
import { querySchema, type Offer, addressList, manualSchema } from './registration-forms.js';

interface Deps {
  readonly web: Pick<Web, 'page'>;
  readonly publicUrl: string;
  readonly invitations: InvitationStore;
  readonly setUpTickets: SetUpTickets;
  readonly limits: Limits;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly isAllowed: (url: string) => boolean;
  readonly fetchConfiguration: (
    url: string,
    token: string | undefined,
    invitation: Invitation,
  ) => Promise<PlatformConfiguration>;
  /** @returns the registration that the token would update, where it is for a tool that is registered already */
  readonly findUpdate: (
    found: PlatformConfiguration,
    token: string | undefined,
  ) => Promise<PlatformUpdate | null>;
  readonly update: (
    invitation: Invitation,
    found: PlatformConfiguration,
    update: { readonly platformId: string; readonly token: string | undefined },
  ) => Promise<{ platform: Platform; deploymentId: string | null }>;
  /** Whether the same platform has an earlier active registration. */
  readonly hasEarlier: (platform: Platform) => Promise<boolean>;
  readonly register: (
    invitation: Invitation,
    found: PlatformConfiguration,
    token: string | undefined,
  ) => Promise<{ platform: Platform; deploymentId: string | null }>;
  /** Finds platforms that are registered under another spelling of the same address. */
  readonly findSpelledOtherwise: (issuer: string) => Promise<readonly Platform[]>;
  readonly registerByHand: (
    invitation: Invitation,
    platform: NewPlatform,
    deploymentId: string | undefined,
  ) => Promise<Platform>;
}

const PURPOSE = 'lti registration';
const OFFER_MS = 30 * 60_000;

/** @returns the origins that may frame the registration's pages: the platform's own, at Canvas the school's */
function framersOf(found: PlatformConfiguration): string[] {
  const urls = [found.issuer, found.configurationUrl, found.registrationUrl];
  return urls.map((url) => new URL(url).origin);
}

function refuseInvitation(code: string, message: string): NotAllowed {
  return new NotAllowed(code, message, {
    action: 'Ask the administrator of Laurel for a new invitation.',
  });
}

/** Finds the invitation of a secret. Attempts are limited, whether or not they find one, against guessing. */
async function requireInvitation(deps: Deps, req: Request, secret: string): Promise<Invitation> {
  await deps.limits.spend('register', { person: secret, address: req.ip });
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

/** Under an issuer that all schools share, whoever adds the tool would come in: each deployment waits for the operator. */
const policyFor = (
  issuer: string,
  { deploymentPolicy }: Invitation,
): Platform['deploymentPolicy'] => (isSharedByAll(issuer) ? 'approve' : deploymentPolicy);

/** Says where the same address is already registered with another spelling; to the platform these are two issuers. */
async function toldOtherwise(
  { findSpelledOtherwise }: Pick<Deps, 'findSpelledOtherwise'>,
  { t }: Request,
  issuer: string,
): Promise<string | undefined> {
  const [other] = await findSpelledOtherwise(issuer);
  return other && t('lti.register.spelled', { issuer, registered: other.issuer });
}

/**
 * The routes of `/register`: by invitation, dynamically from within a platform or by hand, and the configuration that
 * Canvas reads.
 */
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
        moodleSettings: MOODLE_SETTINGS,
        form: { values: { invite: secret, family: 'moodle', ...form.values }, errors: {}, ...form },
        families: PRODUCTS.map((value) => ({
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
    const invitation = await requireInvitation(deps, req, secret);
    if (url === undefined) {
      allowFraming(res, []);
      return showManual(req, res, secret);
    }
    const found = await deps.fetchConfiguration(url, token, invitation);
    allowFraming(res, framersOf(found));
    const update = await deps.findUpdate(found, token);
    const expiresAt = clock.now().getTime() + OFFER_MS;
    const offered = { secret, found, token, expiresAt };
    const offer: Offer = update ? { ...offered, updates: update.platformId } : offered;
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
      known: update ? undefined : await toldOtherwise(deps, req, found.issuer),
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
      // An offer that does not open or parse is not one of this tool's: the error below says so.
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
    const invitation = await requireInvitation(deps, req, secret);
    const { platform, deploymentId } = await (updates === undefined
      ? deps.register(invitation, found, token)
      : deps.update(invitation, found, { platformId: updates, token }));
    showRegistered(deps, res, platform, {
      isUpdated: updates !== undefined,
      hasEarlier: updates === undefined && (await deps.hasEarlier(platform)),
      needsApproval: deploymentId === null && platform.deploymentPolicy === 'approve',
    });
  });

  router.post('/register/by-hand', async (req, res) => {
    const isAddress = (value: string) => URL.canParse(value) && deps.isAllowed(value);
    const schema = manualSchema(isAddress, req.t('lti.register.addressWrong'));
    const form = parseForm(req, schema);
    const { invite } = (req.body ?? {}) as { invite?: unknown };
    const secret = typeof invite === 'string' ? invite : '';
    const invitation = await requireInvitation(deps, req, secret);
    if (!form.ok) return showManual(req, res, secret, form);
    const { deploymentId, ...platform } = form.value;
    const made = await deps.registerByHand(
      invitation,
      { ...platform, deploymentPolicy: policyFor(platform.issuer, invitation) },
      deploymentId === '' ? undefined : deploymentId,
    );
    showRegistered(deps, res, made, {
      known: await toldOtherwise(deps, req, made.issuer),
      needsApproval: !deploymentId && made.deploymentPolicy === 'approve',
      isByHand: true,
    });
  });

  router.get('/lti/canvas.json', (_req, res) => {
    res.type('application/json').send(JSON.stringify(buildCanvasConfiguration(publicUrl), null, 2));
  });

  return router;
}
