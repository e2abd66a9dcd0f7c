import type { RequestHandler, Response } from 'express';
import { randomId, type Settings } from '../base/index.js';
import type { ContentPolicy } from './express.js';

/** Keeps a source to what the grammar of CSP Level 3 allows in a source list, so that no value can add a directive. */
const SOURCE =
  /^(\*|'self'|https?:\/\/(\*\.)?[\w.-]+(:(\d+|\*))?|https?:\/\/\[[\da-f:]+\](:\d+)?)$/i;

/** Servers and proxies refuse a header of more than 4 to 8 KB; a list of long names would break every answer. */
export const MOST_SOURCES_CHARACTERS = 2_000;

/** A source list (CSP Level 3, 2.3.1): what does not fit any more is left out, the last first. */
function sources(values: readonly string[]): string {
  const valid = [...new Set(values.filter((value) => SOURCE.test(value)))];
  let room = MOST_SOURCES_CHARACTERS;
  const fitting = valid.filter(({ length }) => (room -= length + 1) >= 0);
  return fitting.length === 0 ? "'none'" : fitting.join(' ');
}

function contentSecurityPolicy({ frameAncestors, formAction, framesOwn }: ContentPolicy): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    ...(framesOwn ? ["frame-src 'self'"] : []),
    "base-uri 'none'",
    `form-action ${sources(["'self'", ...formAction])}`,
    `frame-ancestors ${sources(frameAncestors)}`,
  ].join('; ');
}

function change(res: Response, changes: Partial<ContentPolicy>): void {
  const policy = {
    frameAncestors: [],
    formAction: [],
    framesOwn: false,
    ...res.req.contentPolicy,
    ...changes,
  };
  res.req.contentPolicy = policy;
  res.setHeader('Content-Security-Policy', contentSecurityPolicy(policy));
}

/** Lets these origins, the most important first, frame this one answer; without it nobody may. */
export function allowFraming(res: Response, origins: readonly string[]): void {
  change(res, { frameAncestors: origins });
}

/**
 * Keeps a page with a secret in its address to the browser that asked for it: nothing stores it, and no request of it tells more
 * of the address than its origin, neither to others nor to the logs of a proxy of our own. Not by `no-referrer`: browsers would
 * send "Origin: null" with its own form.
 */
export function hideAddress(res: Response): void {
  res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'strict-origin' });
}

/** Lets a form of this one answer be sent to these origins (a deep-linking response goes to the platform). */
export function allowFormsTo(res: Response, origins: readonly string[]): void {
  change(res, { formAction: origins });
}

/** Lets this one answer frame pages of this site, such as a mail that is looked at. */
export function allowFrames(res: Response): void {
  change(res, { framesOwn: true });
}

/**
 * Answers with a document of its own that may look as it likes and do nothing: no script, no form, no request to anywhere, an
 * origin that nobody shares.
 */
export function showAsDocument(res: Response, html: string): void {
  const { frameAncestors = [] } = res.req.contentPolicy ?? {};
  const policy = [
    "default-src 'none'",
    "img-src data: 'self'",
    "style-src 'unsafe-inline'",
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${["'self'", ...frameAncestors.filter((one) => SOURCE.test(one))].join(' ')}`,
    'sandbox',
  ];
  res.setHeader('Content-Security-Policy', policy.join('; '));
  res.setHeader('Cache-Control', 'no-store');
  res.type('html').send(html);
}

const permissions = (camera: '()' | '(self)') =>
  `camera=${camera}, geolocation=(), microphone=(), payment=()`;

/** Lets this one page ask for a camera (Permissions Policy, W3C); its reader still has to say yes. */
export function allowCamera(res: Response): void {
  res.setHeader('Permissions-Policy', permissions('(self)'));
}

/**
 * Security headers, and the request's id. No X-Frame-Options, COOP or COEP: they would break embedding, and
 * `frame-ancestors` says who may embed.
 */
export function setHeaders(settings: Settings): RequestHandler {
  const isHttps = settings.publicUrl.startsWith('https:');
  return (req, res, next) => {
    // Nobody watches the requests of a part of the application that is tried alone.
    req.id = (req as { id?: string }).id ?? randomId();
    res.setHeader('X-Request-Id', req.id);
    res.setHeader('X-Content-Type-Options', 'nosniff');
    // Not `no-referrer`: it would make browsers send "Origin: null" with our own forms.
    res.setHeader('Referrer-Policy', 'same-origin');
    res.setHeader('Permissions-Policy', permissions('()'));
    if (isHttps) res.setHeader('Strict-Transport-Security', 'max-age=31536000');
    change(res, {});
    next();
  };
}
