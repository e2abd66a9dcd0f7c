import { Router, type Request, type Response } from 'express';
import { newColumn, type Column, type Course } from '../course.js';
import { AGS_SCOPE, type Tool } from '../platform.js';
import type { CanvasLike } from './canvas.js';
import { compact, fail, paginate, readCall, reply } from './services.js';
import { scaledResult, scoreSubmission } from './submissions.js';

const LINE_ITEM = 'application/vnd.ims.lis.v2.lineitem+json';
const CONTAINER = 'application/vnd.ims.lis.v2.lineitemcontainer+json';
const RESULTS = 'application/vnd.ims.lis.v2.resultcontainer+json';
const SCORE = 'application/vnd.ims.lis.v1.score+json';
const READ = [`${AGS_SCOPE}lineitem`, `${AGS_SCOPE}lineitem.readonly`];
const WRITE = [`${AGS_SCOPE}lineitem`];
const SUBMISSION = 'https://canvas.instructure.com/lti/submission';
const SUBMISSION_TYPE = 'https://canvas.instructure.com/lti/submission_type';

const PAGE = { size: 10, most: 100 };

export function lineItemsUrl(platform: CanvasLike, course: Course): string {
  return `${platform.baseUrl}/api/lti/courses/${course.id}/line_items`;
}

export function lineItemUrl(platform: CanvasLike, course: Course, column: Column): string {
  return `${lineItemsUrl(platform, course)}/${column.lineItemId}`;
}

function describe(platform: CanvasLike, course: Course, column: Column) {
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

function listLineItems(platform: CanvasLike, req: Request, res: Response): void {
  const call = readCall(platform, req, res, READ);
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
function createLineItem(platform: CanvasLike, req: Request, res: Response): void {
  const call = readCall(platform, req, res, WRITE);
  if (!call) return;
  const { course, tool } = call;
  const body = (req.body ?? {}) as Record<string, unknown>;
  const { label, scoreMaximum, resourceId, tag, resourceLinkId } = body;
  if (typeof label !== 'string' || !label || !Number.isFinite(Number(scoreMaximum ?? NaN))) {
    return fail(res, 422, "label and scoreMaximum can't be blank");
  }
  const link = course.links.find((one) => one.id === resourceLinkId);
  if (resourceLinkId !== undefined && link?.clientId !== tool.clientId) {
    return fail(res, 404, 'The specified resource does not exist.');
  }
  const id = String(platform.number());
  const column = newColumn({
    id,
    lineItemId: String(platform.number()),
    name: label,
    kind: link ? 'lineitem' : 'assign',
    maximum: Number(scoreMaximum),
    clientId: tool.clientId,
    resourceId: typeof resourceId === 'string' ? resourceId : '',
    tag: typeof tag === 'string' ? tag : '',
    dueAt: typeof body.endDateTime === 'string' ? new Date(body.endDateTime) : null,
    ...(link ? { link } : {}),
    ...(body[SUBMISSION_TYPE] ? { extra: { [SUBMISSION_TYPE]: body[SUBMISSION_TYPE] } } : {}),
  });
  course.columns.push(column);
  res.status(201);
  reply(res, LINE_ITEM, describe(platform, course, column));
}

interface Found {
  tool: Tool;
  course: Course;
  column: Column;
}

function findItem(
  platform: CanvasLike,
  req: Request,
  res: Response,
  scopes: string[],
): Found | null {
  const call = readCall(platform, req, res, scopes);
  if (!call) return null;
  const column = call.course.columns.find((one) => one.lineItemId === req.params.item);
  if (!column) {
    fail(res, 404, 'The specified resource does not exist.');
    return null;
  }
  if (column.clientId !== call.tool.clientId) {
    fail(res, 401, 'Tool does not have permission to view line_item');
    return null;
  }
  return { ...call, column };
}

/** Coupled: made with the activity, not by the tool. */
function isCoupled(column: Column): boolean {
  return column.kind === 'lti';
}

function changeLineItem(platform: CanvasLike, req: Request, res: Response): void {
  const found = findItem(platform, req, res, WRITE);
  if (!found) return;
  const { column, course } = found;
  const { label, scoreMaximum, resourceId, tag } = (req.body ?? {}) as Record<string, unknown>;
  if (typeof label === 'string' && label) column.name = label;
  if (scoreMaximum !== undefined) column.maximum = Number(scoreMaximum);
  if (typeof resourceId === 'string') column.resourceId = resourceId;
  if (typeof tag === 'string') column.tag = tag;
  reply(res, LINE_ITEM, describe(platform, course, column));
}

function removeLineItem(platform: CanvasLike, req: Request, res: Response): void {
  const found = findItem(platform, req, res, WRITE);
  if (!found) return;
  if (isCoupled(found.column)) return void res.status(401).end();
  platform.deleteColumn(found.column);
  res.status(204).end();
}

/** One row a result that exists; no timestamp; empty values are left out; unposted grades are there. */
function resultRow(platform: CanvasLike, { course, column }: Found, userId: string) {
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

function listResults(platform: CanvasLike, req: Request, res: Response): void {
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

function showResult(platform: CanvasLike, req: Request, res: Response): void {
  const found = findItem(platform, req, res, [`${AGS_SCOPE}result.readonly`]);
  if (!found) return;
  const row = [...found.column.grades].find(([, grade]) => grade.result?.id === req.params.result);
  if (!row) return fail(res, 404, 'The specified resource does not exist.');
  reply(res, RESULTS, resultRow(platform, found, row[0]));
}

function takeScore(platform: CanvasLike, req: Request, res: Response): void {
  const found = findItem(platform, req, res, [`${AGS_SCOPE}score`]);
  if (!found) return;
  const { course, column } = found;
  const body = (req.body ?? {}) as Record<string, unknown>;
  const person = course.people.find(
    (one) => one.enrolled && (one.sub === body.userId || one.id === body.userId),
  );
  if (!person || !platform.isStudent(person)) {
    return fail(res, 422, 'User not found in course or is not a student');
  }
  for (const name of ['activityProgress', 'gradingProgress', 'timestamp']) {
    if (!body[name]) return fail(res, 400, `param is missing or the value is empty: ${name}`);
  }
  const given = typeof body.timestamp === 'string' ? body.timestamp : '';
  const at = new Date(given);
  if (Number.isNaN(at.getTime())) {
    return fail(res, 400, `Provided timestamp of ${given} not a valid timestamp`);
  }
  const kept = column.grades.get(person.id)?.result;
  if (kept && kept.updatedAt > at) {
    const updated = kept.updatedAt.toISOString();
    return fail(
      res,
      400,
      `Provided timestamp of ${given} before last updated timestamp of ${updated}`,
    );
  }
  const counts = ['FullyGraded', 'PendingManual'].includes(body.gradingProgress as string);
  const hasScore = counts && body.scoreGiven !== undefined;
  if (hasScore && body.scoreMaximum === undefined) {
    return fail(res, 422, 'ScoreMaximum not supplied when ScoreGiven present.');
  }
  const extension = (body[SUBMISSION] ?? {}) as Record<string, unknown>;
  const isNew = extension.new_submission ?? extension.submission_type !== 'none';
  const grade = scoreSubmission(
    column,
    person.id,
    {
      score: hasScore ? Number(body.scoreGiven) : null,
      maximum: body.scoreMaximum === undefined ? null : Number(body.scoreMaximum),
      at,
      isNewSubmission: isNew === true || isNew === 'true',
      yieldsToPeople: extension.prioritize_non_tool_grade === true,
      ...(typeof body.comment === 'string' ? { comment: body.comment } : {}),
    },
    () => String(platform.number()),
  );
  const resultUrl = `${lineItemUrl(platform, course, column)}/results/${grade.result!.id}`;
  reply(res, SCORE, { resultUrl });
}

/** Assignment and Grade Services as Canvas gives them (app/controllers/lti/ims). */
export function agsRoutes(platform: CanvasLike): Router {
  const router = Router();
  const items = '/api/lti/courses/:course/line_items';
  router.get(items, (req, res) => listLineItems(platform, req, res));
  router.post(items, (req, res) => createLineItem(platform, req, res));
  router.get(`${items}/:item`, (req, res) => {
    const found = findItem(platform, req, res, READ);
    if (found) reply(res, LINE_ITEM, describe(platform, found.course, found.column));
  });
  router.put(`${items}/:item`, (req, res) => changeLineItem(platform, req, res));
  router.delete(`${items}/:item`, (req, res) => removeLineItem(platform, req, res));
  router.get(`${items}/:item/results`, (req, res) => listResults(platform, req, res));
  router.get(`${items}/:item/results/:result`, (req, res) => showResult(platform, req, res));
  router.post(`${items}/:item/scores`, (req, res) => takeScore(platform, req, res));
  return router;
}
