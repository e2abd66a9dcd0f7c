import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as jose from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCanvasLike, startMoodleLike, type CanvasLike, type MoodleLike } from './index.js';

let moodle: MoodleLike;
let canvas: CanvasLike;
const received: { headers: Record<string, unknown>; body: string }[] = [];
const listener = createServer((req, res) => {
  let body = '';
  req.on('data', (chunk: Buffer) => (body += chunk.toString()));
  req.on('end', () => {
    received.push({ headers: req.headers, body });
    res.end('ok');
  });
});
let url: string;

beforeAll(async () => {
  [moodle, canvas] = await Promise.all([startMoodleLike(), startCanvasLike()]);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  listener.close();
  await Promise.all([moodle.close(), canvas.close()]);
});

describe("Moodle's grade event", () => {
  it('is signed with the shared secret over its time and body', async () => {
    moodle.setGrade('learner1', 'Quiz 1', 15);
    const answer = await moodle.sendUserGraded(url, {
      secret: 's3cret',
      user: 'learner1',
      column: 'Quiz 1',
    });
    expect(answer.status).toBe(200);
    const { headers, body } = received.at(-1)!;
    const [, time, mac] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(headers['x-signature'] as string)!;
    expect(createHmac('sha256', 's3cret').update(`${time}.${body}`).digest('hex')).toBe(mac);
    expect(JSON.parse(body)).toMatchObject({
      eventname: '\\core\\event\\user_graded',
      relateduserid: Number(moodle.person('learner1').id),
      other: { finalgrade: 15 },
    });
  });
});

describe("Canvas's Live Event", () => {
  it('is a JWT by the keys of Live Events, not by those of launches', async () => {
    canvas.setGrade('learner1', 'Quiz 1', 15);
    await canvas.sendGradeChange(url, { user: 'learner1', column: 'Quiz 1' });
    const { body } = received.at(-1)!;
    const own = jose.createRemoteJWKSet(new URL(canvas.liveEventsJwksUrl));
    const { payload } = await jose.jwtVerify(body, own);
    expect(payload).toMatchObject({
      metadata: {
        event_name: 'grade_change',
        context_id: `2107${canvas.course.id.padStart(13, '0')}`,
      },
      body: { student_id: `2107${canvas.person('learner1').id.padStart(13, '0')}`, score: 15 },
    });
    const others = jose.createRemoteJWKSet(new URL(canvas.endpoints.jwksUrl));
    await expect(jose.jwtVerify(body, others)).rejects.toThrow();
  });
});
