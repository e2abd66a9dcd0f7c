import { Router, type Request, type Response } from 'express';
import { omitUndefined } from '../../../../src/base/index.js';
import { newColumn, type Column, type Course } from '../course.js';
import { AGS_SCOPE } from '../names.js';
import {
  findItem,
  findOwnItem,
  lineItemsUrl,
  lineItemUrl,
  notFound,
  readAgsCall,
  type Found,
} from './ags-call.js';
import type { CanvasSite } from './site.js';
import { compact, fail, paginate, reply } from './services.js';
import { takeScore } from './scores.js';
import { scaledResult } from './submissions.js';

const LINE_ITEM = 'application/vnd.ims.lis.v2.lineitem+json';
const CONTAINER = 'application/vnd.ims.lis.v2.lineitemcontainer+json';
const RESULTS = 'application/vnd.ims.lis.v2.resultcontainer+json';
const READ = [`${AGS_SCOPE}lineitem`, `${AGS_SCOPE}lineitem.readonly`];
const WRITE = [`${AGS_SCOPE}lineitem`];
const SUBMISSION_TYPE = 'https://canvas.instructure.com/lti/submission_type';

const PAGE = { size: 10, most: 100 };

function describe(platform: CanvasSite, course: Course, column: Column) {
  return compact({
    id: lineItemUrl(platform, course, column),
    scoreMaximum: column.maximum,
    label: column.name,
    resourceId: column.resourceId || null,
    tag: column.tag || null,
    resourceLinkId: column.link?.id,
    [SUBMISSION_TYPE]: column.extra[SUBMISSION_TYPE],
  });
}

function listLineItems(platform: CanvasSite, req: Request, res: Response): void {
  const call = readAgsCall(platform, req, res, READ);
  if (!call) return;
  const { course, tool } = call;
  const { tag, resource_id, resource_link_id } = req.query;
  const own = course.columns.filter(
    (column) =>
      column.clientId === tool.clientId &&
      (!tag || column.tag === tag) &&
      (!resource_id || column.resourceId === resource_id) &&
      (!resource_link_id || column.link?.id === resource_link_id),
  );
  const rows = paginate(req, res, lineItemsUrl(platform, course), own, PAGE);
  reply(
    res,
    CONTAINER,
    rows.map((column) => describe(platform, course, column)),
  );
}

/** A new line item makes a real, published assignment; with a resource link it joins that link's assignment. */
function createLineItem(platform: CanvasSite, req: Request, res: Response): void {
  const call = readAgsCall(platform, req, res, WRITE);
  if (!call) return;
  const { course, tool } = call;
  const body = (req.body ?? {}) as Record<string, unknown>;
  const { label, scoreMaximum, resourceId, tag, resourceLinkId } = body;
  if (typeof label !== 'string' || !label || !Number.isFinite(Number(scoreMaximum ?? NaN))) {
    return fail(res, 422, "label and scoreMaximum can't be blank");
  }
  const link = course.links.find((one) => one.id === resourceLinkId);
  if (resourceLinkId !== undefined && link?.clientId !== tool.clientId) {
    return notFound(res);
  }
  const id = String(platform.number());
  const column = newColumn(
    omitUndefined({
      id,
      lineItemId: String(platform.number()),
      name: label,
      kind: link ? 'lineitem' : 'assign',
      maximum: Number(scoreMaximum),
      clientId: tool.clientId,
      resourceId: typeof resourceId === 'string' ? resourceId : '',
      tag: typeof tag === 'string' ? tag : '',
      dueAt: typeof body.endDateTime === 'string' ? new Date(body.endDateTime) : null,
      link,
      extra: body[SUBMISSION_TYPE] ? { [SUBMISSION_TYPE]: body[SUBMISSION_TYPE] } : undefined,
    }),
  );
  course.columns.push(column);
  res.status(201);
  reply(res, LINE_ITEM, describe(platform, course, column));
}

/** Coupled: made with the activity, not by the tool. */
function isCoupled(column: Column): boolean {
  return column.kind === 'lti';
}

function changeLineItem(platform: CanvasSite, req: Request, res: Response): void {
  const found = findOwnItem(platform, req, res, WRITE);
  if (!found) return;
  const { column, course } = found;
  const { label, scoreMaximum, resourceId, tag } = (req.body ?? {}) as Record<string, unknown>;
  if (typeof label === 'string' && label) column.name = label;
  if (scoreMaximum !== undefined) column.maximum = Number(scoreMaximum);
  if (typeof resourceId === 'string') column.resourceId = resourceId;
  if (typeof tag === 'string') column.tag = tag;
  reply(res, LINE_ITEM, describe(platform, course, column));
}

function removeLineItem(platform: CanvasSite, req: Request, res: Response): void {
  const found = findOwnItem(platform, req, res, WRITE);
  if (!found) return;
  if (isCoupled(found.column)) return void res.status(401).end();
  platform.deleteColumn(found.column);
  res.status(204).end();
}

/** One row a result that exists; no timestamp; empty values are left out; unposted grades are there. */
function resultRow(platform: CanvasSite, { course, column }: Found, userId: string) {
  const scoreOf = lineItemUrl(platform, course, column);
  const grade = column.grades.get(userId)!;
  return compact({
    id: `${scoreOf}/results/${grade.result!.id}`,
    scoreOf,
    userId: platform.person(userId).sub,
    resultScore: scaledResult(column, grade),
    resultMaximum: grade.result!.maximum,
    comment: grade.comment,
  });
}

function listResults(platform: CanvasSite, req: Request, res: Response): void {
  const found = findItem(platform, req, res, [`${AGS_SCOPE}result.readonly`]);
  if (!found) return;
  const asked = req.query.user_id;
  const wanted = found.course.people.find((one) => one.sub === asked || one.id === asked);
  if (asked && wanted && !platform.isStudent(wanted)) return reply(res, RESULTS, []);
  const userIds = [...found.column.grades]
    .filter(([userId, grade]) => grade.result && (!asked || userId === wanted?.id))
    .map(([userId]) => userId);
  const url = `${lineItemUrl(platform, found.course, found.column)}/results`;
  reply(
    res,
    RESULTS,
    paginate(req, res, url, userIds, PAGE).map((userId) => resultRow(platform, found, userId)),
  );
}

function showResult(platform: CanvasSite, req: Request, res: Response): void {
  const found = findItem(platform, req, res, [`${AGS_SCOPE}result.readonly`]);
  if (!found) return;
  const row = [...found.column.grades].find(([, grade]) => grade.result?.id === req.params.result);
  if (!row) return notFound(res);
  reply(res, RESULTS, resultRow(platform, found, row[0]));
}

/** Assignment and Grade Services as Canvas gives them (app/controllers/lti/ims). */
export function agsRoutes(platform: CanvasSite): Router {
  const router = Router();
  const items = '/api/lti/courses/:course/line_items';
  router.get(items, (req, res) => listLineItems(platform, req, res));
  router.post(items, (req, res) => createLineItem(platform, req, res));
  router.get(`${items}/:item`, (req, res) => {
    const found = findOwnItem(platform, req, res, READ);
    if (found) reply(res, LINE_ITEM, describe(platform, found.course, found.column));
  });
  router.put(`${items}/:item`, (req, res) => changeLineItem(platform, req, res));
  router.delete(`${items}/:item`, (req, res) => removeLineItem(platform, req, res));
  router.get(`${items}/:item/results`, (req, res) => listResults(platform, req, res));
  router.get(`${items}/:item/results/:result`, (req, res) => showResult(platform, req, res));
  router.post(`${items}/:item/scores`, (req, res) => takeScore(platform, req, res));
  return router;
}
