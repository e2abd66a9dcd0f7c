import type { Request, Response } from 'express';
import type { Course } from '../course.js';
import type { Tool } from '../tool.js';
import type { MoodleSite } from './site.js';

export interface ServiceCall {
  tool: Tool;
  course: Course;
  scopes: string[];
}

/** A refusal as Moodle's services give it: the reason in the status line and in JSON. */
export function refuse(req: Request, res: Response, status: number, reason: string): void {
  res.statusMessage = reason;
  const accept = req.headers.accept ?? '*/*';
  res
    .status(status)
    .set('content-type', 'application/json; charset=utf-8')
    .send(
      JSON.stringify({
        status,
        reason,
        request: {
          method: req.method,
          url: req.originalUrl,
          accept,
          contentType: req.headers['content-type'] ?? '',
        },
      }),
    );
}

/** An unhandled exception in Moodle: 404 and an HTML page. */
export function crash(res: Response, message: string): void {
  res
    .status(404)
    .set('cache-control', 'private, pre-check=0, post-check=0, max-age=0, no-transform')
    .type('html')
    .send(
      `<!DOCTYPE html><html><head><title>Error</title></head><body>Exception - ${message}</body></html>`,
    );
}

export function mediaType(req: Request): string {
  return (req.headers['content-type'] ?? '').split(';')[0]!.trim();
}

/**
 * Checks what Moodle checks of a service call: the bearer's tool and scope, the tool's `type_id`, the course. Answers
 * the refusal itself and gives null.
 */
export function readCall(
  platform: MoodleSite,
  req: Request,
  res: Response,
  scopes: string[],
): ServiceCall | null {
  const token = platform.tokens.read(req.headers.authorization);
  const tool = platform.tool(token?.clientId);
  const typeId = req.query.type_id;
  const isOfTool = typeId === undefined || typeId === tool?.settings.typeId;
  if (!token || !tool || !isOfTool || !scopes.some((scope) => token.scopes.includes(scope))) {
    refuse(req, res, 401, 'Unauthorized');
    return null;
  }
  const course = platform.courses.find((one) => one.id === req.params.course);
  if (!course) {
    refuse(req, res, 404, 'Not Found');
    return null;
  }
  return { tool, course, scopes: token.scopes };
}

/** Media types are compared exactly; a wildcard is none of them. */
export function acceptsExactly(req: Request, res: Response, type: string): boolean {
  if (req.headers.accept === type) return true;
  refuse(req, res, 400, 'No context or unsupported content type');
  return false;
}

export function sends(req: Request, res: Response, type: string): boolean {
  if (mediaType(req) === type) return true;
  refuse(req, res, 400, 'No context or unsupported content type');
  return false;
}

export function reply(res: Response, type: string, body: unknown): void {
  res.set('content-type', `${type}; charset=utf-8`).send(JSON.stringify(body));
}

/** A query parameter that was given once; an empty text otherwise. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
