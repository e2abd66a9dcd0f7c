import type { Request, RequestHandler, Response } from 'express';
import { randomId, type Settings } from '../base/index.js';

/** Origins that may frame the answer to a request: `https://lms.example`, `https://*.instructure.com`, or `*`. */
export type FrameAncestors = (req: Request) => Promise<readonly string[]> | readonly string[];

interface Policy {
  frameAncestors: readonly string[];
  formAction: readonly string[];
}

const policies = new WeakMap<Response, Policy>();

/** Keeps a source to what the grammar of CSP Level 3 allows in a source list, so that no value can add a directive. */
const SOURCE =
  /^(\*|'self'|https?:\/\/(\*\.)?[\w.-]+(:(\d+|\*))?|https?:\/\/\[[\da-f:]+\](:\d+)?)$/i;

function sources(values: readonly string[]): string {
  const valid = values.filter((value) => SOURCE.test(value));
  return valid.length === 0 ? "'none'" : [...new Set(valid)].join(' ');
}

function contentSecurityPolicy({ frameAncestors, formAction }: Policy): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    `form-action ${sources(["'self'", ...formAction])}`,
    `frame-ancestors ${sources(frameAncestors)}`,
  ].join('; ');
}

function change(res: Response, changes: Partial<Policy>): void {
  const policy = { frameAncestors: [], formAction: [], ...policies.get(res), ...changes };
  policies.set(res, policy);
  res.setHeader('Content-Security-Policy', contentSecurityPolicy(policy));
}

/** Lets these origins frame this one answer, instead of those recorded for the deployment. */
export function allowFraming(res: Response, origins: readonly string[]): void {
  change(res, { frameAncestors: origins });
}

/** Lets a form of this one answer be sent to these origins (a deep-linking response goes to the platform). */
export function allowFormsTo(res: Response, origins: readonly string[]): void {
  change(res, { formAction: origins });
}

/**
 * Request id and security headers. No X-Frame-Options, COOP or COEP: they would break embedding, and
 * `frame-ancestors` says who may embed.
 */
export function setHeaders(settings: Settings, frameAncestors: FrameAncestors): RequestHandler {
  const isHttps = settings.publicUrl.startsWith('https:');
  return async (req, res, next) => {
    req.id = randomId();
    res.setHeader('X-Request-Id', req.id);
    res.setHeader('X-Content-Type-Options', 'nosniff');
    // Not `no-referrer`: it would make browsers send "Origin: null" with our own forms.
    res.setHeader('Referrer-Policy', 'same-origin');
    res.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=()');
    if (isHttps) res.setHeader('Strict-Transport-Security', 'max-age=31536000');
    change(res, {});
    try {
      change(res, { frameAncestors: await frameAncestors(req) });
    } catch {
      // The list cannot be read while the store is away: nobody may frame the page that says so but ourselves.
      change(res, { frameAncestors: ["'self'"] });
    }
    next();
  };
}
