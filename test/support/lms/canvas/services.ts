import type { Request, Response } from 'express';
import type { Course } from '../course.js';
import type { Tool } from '../tool.js';
import type { CanvasSite } from './site.js';

const REASONS: Record<number, string> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  412: 'precondition_failed',
  422: 'unprocessable_entity',
};

export function fail(res: Response, status: number, message: string): void {
  res.status(status).json({ errors: { type: REASONS[status] ?? 'error', message } });
}

export interface ServiceCall {
  tool: Tool;
  course: Course;
}

/** What Canvas checks of an LTI service call: a User-Agent, the bearer, one of the scopes, the course. */
export function readCall(
  platform: CanvasSite,
  req: Request,
  res: Response,
  scopes: string[],
): ServiceCall | null {
  const no = (status: number, message: string) => {
    fail(res, status, message);
    return null;
  };
  if (!req.headers['user-agent']) return no(403, 'A User-Agent header is required');
  if (!req.headers.authorization) return no(401, 'Missing access token');
  const token = platform.tokens.read(req.headers.authorization);
  const tool = platform.tool(token?.clientId);
  if (!token || !tool) return no(401, 'Invalid access token');
  if (!scopes.some((scope) => token.scopes.includes(scope))) {
    return no(401, 'Insufficient permissions');
  }
  const course = platform.courses.find((one) => one.id === req.params.course);
  if (!course) return no(404, 'The specified resource does not exist.');
  return { tool, course };
}

/** One page of rows, with Canvas's Link header: absolute addresses, `page` and `per_page`. */
export function paginate<T>(
  req: Request,
  res: Response,
  url: string,
  rows: T[],
  { size, most }: { size: number; most: number },
): T[] {
  const query = new URL(req.originalUrl, 'http://x').searchParams;
  const asked = Number(query.get('per_page') ?? query.get('limit') ?? size);
  const per = Math.min(Math.max(Math.trunc(asked) || size, 1), most);
  const page = Math.max(Math.trunc(Number(query.get('page') ?? 1)) || 1, 1);
  const last = Math.max(Math.ceil(rows.length / per), 1);
  const at = (number: number, rel: string) => {
    query.delete('limit');
    query.set('page', String(number));
    query.set('per_page', String(per));
    return `<${url}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [at(page, 'current')];
  if (page < last) links.push(at(page + 1, 'next'));
  if (page > 1) links.push(at(page - 1, 'prev'));
  links.push(at(1, 'first'), at(last, 'last'));
  res.set('link', links.join(','));
  return rows.slice((page - 1) * per, page * per);
}

/**
 * One page of rows as submissions come: the next page is named by a bookmark, nobody tells the last one
 * (`Api.paginate` over a `BookmarkedCollection`).
 */
export function bookmark<T>(
  req: Request,
  res: Response,
  url: string,
  rows: T[],
  { size, most }: { size: number; most: number },
): T[] {
  const query = new URL(req.originalUrl, 'http://x').searchParams;
  const per = Math.min(Math.max(Math.trunc(Number(query.get('per_page'))) || size, 1), most);
  const mark = /^bookmark:([\w-]+)$/.exec(query.get('page') ?? '')?.[1];
  const from = mark === undefined ? 0 : Number(Buffer.from(mark, 'base64url').toString());
  const at = (page: string, rel: string) => {
    query.set('page', page);
    query.set('per_page', String(per));
    return `<${url}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [at(query.get('page') ?? 'first', 'current'), at('first', 'first')];
  const next = Buffer.from(String(from + per)).toString('base64url');
  if (from + per < rows.length) links.push(at(`bookmark:${next}`, 'next'));
  res.set('link', links.join(','));
  return rows.slice(from, from + per);
}

export function reply(res: Response, type: string, body: unknown): void {
  res.set('content-type', `${type}; charset=utf-8`).send(JSON.stringify(body));
}

/** The object without its empty values (Ruby's `compact`). */
export function compact(fields: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept);
}
