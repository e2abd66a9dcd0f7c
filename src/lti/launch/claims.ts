import { z } from 'zod';
import { InvalidInput, Unauthenticated, omitUndefined } from '../../base/index.js';
import type { DeepLinkingSettings, Launch } from './launch.js';
import type { LaunchServices } from '../course/course-services.js';

/** Prefixes of the claims' names (LTI 1.3 Core, 5.1; Deep Linking 2.0, 3.4.1). */
export const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
/** The prefix of Deep Linking's claims. */
export const DEEP_LINKING = 'https://purl.imsglobal.org/spec/lti-dl/claim/';

/** The claims that are read, by the names that the code below uses. */
const NAMES = {
  sub: 'sub',
  name: 'name',
  givenName: 'given_name',
  familyName: 'family_name',
  email: 'email',
  locale: 'locale',
  messageType: `${LTI}message_type`,
  version: `${LTI}version`,
  deploymentId: `${LTI}deployment_id`,
  targetLinkUri: `${LTI}target_link_uri`,
  roles: `${LTI}roles`,
  context: `${LTI}context`,
  resourceLink: `${LTI}resource_link`,
  lis: `${LTI}lis`,
  custom: `${LTI}custom`,
  presentation: `${LTI}launch_presentation`,
  platform: `${LTI}tool_platform`,
  ags: 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint',
  nrps: 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice',
  deepLinking: `${DEEP_LINKING}deep_linking_settings`,
} as const;

const text = z.string().max(4000);
/** The schema of ids: at most 255 ASCII characters (LTI 1.3 Core, 5.3.3, 5.3.5, 5.3.6.1, 5.4.1). */
const id = z.string().min(1).max(255);
const httpUrl = z.url({ protocol: /^https?$/ }).max(4000);
/** Makes a claim optional and treats an invalid value as absent, where neither does harm. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]);

const customValues = z.record(z.string(), z.unknown()).transform((values) => {
  const kept = Object.entries(values).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, String(value)]));
});

const schema = z.object({
  sub: id,
  name: lenient(text),
  givenName: lenient(text),
  familyName: lenient(text),
  email: lenient(z.email()),
  locale: lenient(text),
  messageType: z.enum(['LtiResourceLinkRequest', 'LtiDeepLinkingRequest']),
  version: z.literal('1.3.0'),
  deploymentId: id,
  targetLinkUri: httpUrl,
  // An empty list is valid (LTI 1.3 Core, 5.3.7): the person has no role. Entries that are no text are left out.
  roles: z
    .array(z.unknown())
    .max(100)
    .transform((roles) => roles.filter((role): role is string => typeof role === 'string')),
  context: z.object({
    id,
    title: lenient(text),
    label: lenient(text),
    type: lenient(z.array(text)),
  }),
  resourceLink: z
    .object({ id, title: lenient(text), description: lenient(z.string().max(20_000)) })
    .optional(),
  lis: lenient(z.object({ person_sourcedid: lenient(text) })),
  custom: lenient(customValues),
  presentation: lenient(
    z.object({
      document_target: lenient(z.enum(['frame', 'iframe', 'window'])),
      return_url: lenient(httpUrl),
      locale: lenient(z.string().max(35)),
    }),
  ),
  platform: lenient(
    z.object({
      product_family_code: lenient(text),
      version: lenient(text),
      name: lenient(text),
    }),
  ),
  ags: lenient(
    z.object({
      scope: z.array(text).max(20).catch([]),
      lineitems: lenient(httpUrl),
      lineitem: lenient(httpUrl),
    }),
  ),
  nrps: lenient(z.object({ context_memberships_url: httpUrl })),
  deepLinking: z
    .object({
      deep_link_return_url: httpUrl,
      accept_types: z.array(text),
      accept_presentation_document_targets: z.array(text).catch([]),
      accept_multiple: flag.catch(false),
      accept_lineitem: flag.catch(true),
      data: lenient(z.string().max(20_000)),
      title: lenient(text),
    })
    .optional(),
});

type Claims = z.infer<typeof schema>;

/** A launch as far as the id_token describes it. */
export type LaunchClaims = Omit<Launch, 'id' | 'platformId' | 'launchedAt'>;

function contextOf({ context }: Claims): Launch['context'] {
  const { id, label = '', title = label, type = [] } = context;
  return { id, title, label, types: type };
}

function resourceLinkOf({ resourceLink }: Claims): Launch['resourceLink'] {
  if (resourceLink === undefined) return undefined;
  const { id, title = '', description = '' } = resourceLink;
  return { id, title, description };
}

function servicesOf(claims: Claims): LaunchServices {
  const ags = claims.ags;
  const nrps = claims.nrps;
  return omitUndefined({
    ags:
      ags &&
      omitUndefined({ scopes: ags.scope, lineItemsUrl: ags.lineitems, lineItemUrl: ags.lineitem }),
    nrps: nrps && { membershipsUrl: nrps.context_memberships_url },
  });
}

function deepLinkingOf(claims: Claims): DeepLinkingSettings | undefined {
  const settings = claims.deepLinking;
  return (
    settings &&
    omitUndefined({
      returnUrl: settings.deep_link_return_url,
      acceptTypes: settings.accept_types,
      acceptPresentationTargets: settings.accept_presentation_document_targets,
      acceptMultiple: settings.accept_multiple,
      acceptLineItem: settings.accept_lineitem,
      data: settings.data,
      title: settings.title,
    })
  );
}

function missing(name: keyof typeof NAMES): InvalidInput {
  const claim = NAMES[name];
  const short = claim.slice(claim.lastIndexOf('/') + 1);
  return new InvalidInput(
    'launch_claim_missing',
    `Your learning platform did not send what is needed to open Laurel: “${short}” is missing or wrong.`,
    {
      status: 400,
      action:
        name === 'context'
          ? 'Open Laurel from inside a course.'
          : 'Tell the administrator of your learning platform, with the reference below.',
      values: { claim: short },
      cause: new Error(`claim ${claim}`),
    },
  );
}

/**
 * The error of an anonymous launch: a platform may open a tool for a visitor of a public course without a `sub` (LTI
 * 1.3 Core, 5.3.6).
 */
function anonymous(): Unauthenticated {
  return new Unauthenticated(
    'launch_anonymous',
    'Your learning platform did not say who you are, and badges belong to somebody.',
    { action: 'Sign in at your learning platform, then open Laurel from your course again.' },
  );
}

/** Refuses claims with a NUL character in a name or a value, which neither the store nor a page can hold. */
function refuseNul(claims: unknown): void {
  let hasNul = false;
  JSON.stringify(claims, (name, value: unknown) => {
    hasNul ||= name.includes('\0') || (typeof value === 'string' && value.includes('\0'));
    return value;
  });
  if (!hasNul) return;
  throw new InvalidInput('launch_unreadable', 'This is not a launch from a learning platform.', {
    status: 400,
    action: 'Tell the administrator of your learning platform, with the reference below.',
    cause: new Error('a claim has a NUL'),
  });
}

function parse(payload: Readonly<Record<string, unknown>>): Claims {
  const named = Object.entries(NAMES).map(([name, claim]) => [name, payload[claim]] as const);
  refuseNul(named);
  if ((payload[NAMES.sub] ?? '') === '') throw anonymous();
  const result = schema.safeParse(Object.fromEntries(named));
  if (!result.success) throw missing(result.error.issues[0]?.path[0] as keyof typeof NAMES);
  const { messageType, resourceLink, deepLinking } = result.data;
  if (messageType === 'LtiResourceLinkRequest' && !resourceLink) throw missing('resourceLink');
  if (messageType === 'LtiDeepLinkingRequest' && !deepLinking) throw missing('deepLinking');
  return result.data;
}

/**
 * Types the claims of a verified id_token (LTI 1.3 Core, 5.3 required and 5.4 optional claims).
 * @param payload the id_token's claims; its signature, issuer, audience, nonce and times are checked elsewhere
 * @throws InvalidInput `launch_claim_missing`, naming the claim; Unauthenticated `launch_anonymous` where nobody is signed in
 */
export function parseClaims(payload: Readonly<Record<string, unknown>>): LaunchClaims {
  const claims = parse(payload);
  const { presentation, platform = {} } = claims;
  return {
    messageType: claims.messageType,
    deploymentId: claims.deploymentId,
    targetLinkUri: claims.targetLinkUri,
    roles: claims.roles,
    context: contextOf(claims),
    ...omitUndefined({ resourceLink: resourceLinkOf(claims), deepLinking: deepLinkingOf(claims) }),
    user: omitUndefined({
      id: claims.sub,
      name: claims.name,
      givenName: claims.givenName,
      familyName: claims.familyName,
      email: claims.email,
      locale: claims.locale,
      sourcedId: claims.lis?.person_sourcedid,
    }),
    services: servicesOf(claims),
    custom: claims.custom ?? {},
    presentation: omitUndefined({
      documentTarget: presentation?.document_target,
      returnUrl: presentation?.return_url,
      locale: presentation?.locale,
    }),
    platform: {
      family: platform.product_family_code ?? '',
      version: platform.version ?? '',
      name: platform.name ?? '',
    },
  };
}
