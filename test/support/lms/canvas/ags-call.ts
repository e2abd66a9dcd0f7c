import type { Request, Response } from 'express';
import type { Column, Course } from '../course.js';
import type { CanvasSite } from './site.js';
import { fail, readCall, type ServiceCall } from './services.js';

/** Rails's own answer to what is not there. */
export function notFound(res: Response): void {
  res.status(404).json({ errors: [{ message: 'The specified resource does not exist.' }] });
}

export function lineItemsUrl(platform: CanvasSite, course: Course): string {
  return `${platform.baseUrl}/api/lti/courses/${course.id}/line_items`;
}

export function lineItemUrl(platform: CanvasSite, course: Course, column: Column): string {
  return `${lineItemsUrl(platform, course)}/${column.lineItemId}`;
}

/** A concluded course is refused before anything else: in words, or as if it were not there. */
export function readAgsCall(
  platform: CanvasSite,
  req: Request,
  res: Response,
  scopes: string[],
): ServiceCall | null {
  const call = readCall(platform, req, res, scopes);
  if (call?.course.concluded === undefined) return call;
  if (call.course.concluded === 404) notFound(res);
  else {
    const text =
      'This course has concluded. AGS requests will no longer be accepted for this course.';
    fail(res, 422, text);
  }
  return null;
}

export interface Found extends ServiceCall {
  column: Column;
}

/** The line item that is asked for, whoever's it is. */
export function findItem(
  platform: CanvasSite,
  req: Request,
  res: Response,
  scopes: string[],
): Found | null {
  const call = readAgsCall(platform, req, res, scopes);
  if (!call) return null;
  const column = call.course.columns.find((one) => one.lineItemId === req.params.item);
  if (column?.clientId === undefined) {
    notFound(res);
    return null;
  }
  return { ...call, column };
}

/** Looking at a line item, changing and removing it is its own tool's; results and scores are not held to that. */
export function findOwnItem(
  platform: CanvasSite,
  req: Request,
  res: Response,
  scopes: string[],
): Found | null {
  const found = findItem(platform, req, res, scopes);
  if (found?.column.clientId === found?.tool.clientId) return found;
  fail(res, 412, 'Tool does not have permission to view line_item');
  return null;
}
