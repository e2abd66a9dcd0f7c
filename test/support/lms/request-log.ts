import type { NextFunction, Request, Response } from 'express';

export interface LoggedRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  status: number;
  at: Date;
}

/** Requests kept before the oldest go. */
const MOST = 5000;

/** A middleware that keeps what the tool asked for and what it was answered. */
export function logInto(requests: LoggedRequest[], now: () => Date) {
  return (req: Request, res: Response, next: NextFunction): void => {
    const url = new URL(req.originalUrl, 'http://x');
    const entry: LoggedRequest = {
      method: req.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: req.headers,
      body: undefined,
      status: 0,
      at: now(),
    };
    requests.push(entry);
    if (requests.length > MOST) requests.splice(0, 1000);
    res.on('close', () => {
      entry.status = res.writableFinished ? res.statusCode : 0;
      entry.body = req.body;
    });
    next();
  };
}
