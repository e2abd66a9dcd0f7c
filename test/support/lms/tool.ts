import type { Course, Link } from './course.js';
import { SERVICE_SCOPES } from './names.js';

export type Privacy = 'public' | 'name_only' | 'anonymous';

export interface ToolOptions {
  /** The tool's address, such as http://localhost:3000. */
  url: string;
  name?: string;
  loginUrl?: string;
  launchUrl?: string;
  redirectUris?: string[];
  jwksUrl?: string;
  deepLinkingUrl?: string;
  scopes?: string[];
  privacy?: Privacy;
  custom?: Record<string, string>;
  /** Canvas: whether launches offer platform storage. Default true. */
  storage?: boolean;
  clientId?: string;
  /** False while a registration waits for the administrator. Default true. */
  active?: boolean;
  /** Canvas: where the tool appears. */
  placements?: Placement[];
}

export interface Tool {
  clientId: string;
  deploymentId: string;
  issuer: string;
  authorizationUrl: string;
  tokenUrl: string;
  /** The platform's JWKS, for the tool to verify id_tokens by. */
  jwksUrl: string;
  /** An activity of `platform.course` that opens this tool, with a column coupled to it. */
  link: Link;
  settings: ToolSettings;
}

export interface ToolSettings extends Required<Omit<ToolOptions, 'clientId'>> {
  /** Moodle's number for the tool (`type_id` in service URLs). */
  typeId: string;
  domain: string;
}

export interface Placement {
  placement: string;
  messageType: 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest';
  targetLinkUri: string;
  label: string;
  custom: Record<string, string>;
}

export interface LinkOptions {
  course?: Course;
  title?: string;
  description?: string;
  targetLinkUri?: string;
  custom?: Record<string, string>;
  /** Points of the coupled column; null for none. Default 100. */
  maximum?: number | null;
  label?: string;
  resourceId?: string;
  tag?: string;
}

export function toolSettings(options: ToolOptions): Omit<ToolSettings, 'typeId'> {
  const base = options.url.replace(/\/$/, '');
  const launchUrl = options.launchUrl ?? `${base}/lti/launch`;
  return {
    url: base,
    name: options.name ?? 'Laurel',
    loginUrl: options.loginUrl ?? `${base}/lti/login`,
    launchUrl,
    redirectUris: options.redirectUris ?? [launchUrl],
    jwksUrl: options.jwksUrl ?? `${base}/lti/keys`,
    deepLinkingUrl: options.deepLinkingUrl ?? launchUrl,
    scopes: options.scopes ?? SERVICE_SCOPES,
    privacy: options.privacy ?? 'public',
    custom: options.custom ?? {},
    storage: options.storage ?? true,
    active: options.active ?? true,
    placements: options.placements ?? [],
    domain: new URL(base).host,
  };
}
