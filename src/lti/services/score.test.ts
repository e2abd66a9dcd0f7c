import { describe, expect, it } from 'vitest';
import type { OutboundResponse } from '../../base/index.js';
import type { Platform, PlatformFamily } from '../platform/platform.js';
import { scoreOutcome } from './score.js';

const LOGIN = '<!doctype html><title>Log in</title>';
const PHP = 'text/html; charset=UTF-8';
const JSON_TYPE = 'application/json';

function answer(status: number, body = '', type?: string): OutboundResponse {
  return {
    url: 'https://lms.example/scores',
    status,
    headers: new Headers(type === undefined ? {} : { 'content-type': type }),
    bytes: new TextEncoder().encode(body),
    text: () => body,
    json: () => JSON.parse(body) as unknown,
  };
}
const outcome = (family: PlatformFamily, ...told: Parameters<typeof answer>) =>
  scoreOutcome(answer(...told), { family, name: 'The LMS' } as Platform);

describe.each(['moodle', 'canvas', 'other'] as const)('a score that a %s platform', (family) => {
  it.each([
    ['204 under PHP’s label', 204, '', PHP],
    ['204 without a label', 204, '', undefined],
    ['200 and nothing under PHP’s label', 200, '', PHP],
    ['201 and a line break', 201, '\n', PHP],
    ['200 and an empty object', 200, '{}', JSON_TYPE],
    ['200 and an empty list under PHP’s label', 200, '[]', PHP],
    ['200 and the result’s address', 200, '{"resultUrl":"https://lms.example/r/1"}', JSON_TYPE],
    ['the result’s address under PHP’s label', 200, '{"resultUrl":"https://x.example/1"}', PHP],
  ])('answers by %s is taken', (_name, status, body, type) => {
    expect(outcome(family, status, body, type)).toBe('accepted');
  });

  it.each([
    ['a page under its label', 200, LOGIN, PHP],
    ['a page under another label', 200, LOGIN, JSON_TYPE],
    ['an error inside', 200, '{"errors":[{"message":"no"}]}', JSON_TYPE],
    ['an exception inside', 200, '{"exception":"dml","errorcode":"x"}', PHP],
    ['500', 500, '', undefined],
    ['403', 403, '', undefined],
  ])('answers by %s is not', (_name, status, body, type) => {
    expect(() => outcome(family, status, body, type)).toThrowError(/did not take the score/);
  });

  it('refuses is stale or not gradable', () => {
    expect(outcome(family, 409)).toBe('stale');
    expect(outcome(family, 400, 'Bad Request')).toBe(family === 'canvas' ? 'stale' : 'ungradable');
    expect(outcome(family, 422, LOGIN, PHP)).toBe('ungradable');
  });

  it('has no column for says so', () => {
    expect(() => outcome(family, 404)).toThrowError(/no longer in the gradebook/);
  });
});

it('words that nobody asked for are no objection of an unknown platform, and none of ours', () => {
  expect(outcome('other', 200, 'OK', 'text/plain')).toBe('accepted');
  expect(() => outcome('moodle', 200, 'OK', 'text/plain')).toThrowError();
});

describe('a score that Canvas refuses', () => {
  const said = (status: number, message: string) => () =>
    outcome('canvas', status, JSON.stringify({ errors: { message } }), JSON_TYPE);
  const notStudent = 'User not found in course or is not a student';
  const stale =
    'Provided timestamp of 2026-01-01T00:00:00Z before last updated timestamp of 2026-01-02T00:00:00Z';
  const over =
    'This course has concluded. AGS requests will no longer be accepted for this course.';
  const unpublished = 'cannot be changed at this time: This assignment is still unpublished';

  it('is about the person, or older than what is there', () => {
    expect(said(422, notStudent)()).toBe('ungradable');
    expect(said(400, stale)()).toBe('stale');
  });

  it.each([
    ['course_concluded', 422, over],
    ['column_unpublished', 422, unpublished],
    ['other_tool_column', 412, 'Tool does not have permission to view line_item'],
    ['score_malformed', 422, 'ScoreMaximum must be greater than or equal to 0'],
    ['score_malformed', 422, 'ScoreMaximum not supplied when ScoreGiven present.'],
    ['score_malformed', 400, 'Provided timestamp of yesterday not a valid timestamp'],
    ['score_malformed', 400, 'param is missing or the value is empty: activityProgress'],
  ])('says %s by %s “%s”', (code, status, message) => {
    expect(said(status, message)).toThrowError(expect.objectContaining({ code }));
  });

  it('is told by its words alone: other platforms mean other things by them', () => {
    expect(outcome('moodle', 422, over)).toBe('ungradable');
    expect(outcome('moodle', 400, 'no time')).toBe('ungradable');
  });
});
