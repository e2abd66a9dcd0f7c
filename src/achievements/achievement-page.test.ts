import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { achievements, app, course, input, useAchievements } from './testing/use-achievements.js';

useAchievements();

describe('the public page of an achievement', () => {
  const page = (path: string) => request(app).get(path).set('Accept', 'text/html');

  it('shows the newest version to a person and each version under its own address', async () => {
    const made = await achievements.create(course, { ...input, name: 'Old <name>' }, 'u1');
    await achievements.publish(course, made.id, 'u1');
    await achievements.newVersion(course, made.id, { ...input, name: 'New name' }, 'u1');
    const newest = await page(`/achievements/${made.id}`).expect(200);
    expect(newest.text).toContain('New name');
    expect(newest.text).toContain('<strong>70 %</strong>');
    const old = await page(`/achievements/${made.id}/versions/1`).expect(200);
    expect(old.text).toContain('Old &lt;name&gt;');
    expect(old.text).not.toContain('<name>');
  });

  it('gives a program JSON whose nested objects have their types (OB 3.0, B.1.2)', async () => {
    const made = await achievements.create(course, input, 'u1');
    await achievements.publish(course, made.id, 'u1');
    const res = await request(app).get(`/achievements/${made.id}/versions/1`).expect(200);
    expect(res.type).toBe('application/json');
    expect(res.body).toMatchObject({
      type: ['Achievement'],
      image: { type: 'Image' },
      alignment: [{ type: ['Alignment'] }, { type: ['Alignment'] }],
      resultDescription: [{ type: ['ResultDescription'] }, { type: ['ResultDescription'] }],
    });
  });

  it('does not find drafts, unknown versions or pictures of another kind', async () => {
    const draft = await achievements.create(course, input, 'u1');
    await page(`/achievements/${draft.id}`).expect(404);
    await achievements.publish(course, draft.id, 'u1');
    await page(`/achievements/${draft.id}/versions/2`).expect(404);
    await page(`/achievements/${draft.id}/versions/0x1`).expect(404);
    await page(`/achievements/${draft.id}/versions/1/image.gif`).expect(404);
  });

  it('serves its picture as SVG and PNG that run nothing', async () => {
    const made = await achievements.create(course, input, 'u1');
    await achievements.publish(course, made.id, 'u1');
    const path = `/achievements/${made.id}/versions/1/image`;
    const svg = await request(app).get(`${path}.svg`).expect(200);
    expect(svg.type).toBe('image/svg+xml');
    expect(svg.headers['content-security-policy']).toContain('sandbox');
    const png = await request(app).get(`${path}.png`).expect(200);
    expect((png.body as Buffer).subarray(1, 4).toString()).toBe('PNG');
    const drawn = await request(app).get('/achievements/art.svg?template=seal&text=%3Cscript%3E');
    expect(drawn.body.toString()).not.toContain('<script');
  });

  it('shows an uploaded picture', async () => {
    const drawing = '<svg viewBox="0 0 9 9"><path fill="#123456" d="M0 0h9v9z"/></svg>';
    const imageId = await achievements.addPicture(Buffer.from(drawing), 'p');
    const art = { kind: 'upload' as const, imageId };
    const made = await achievements.create(course, { ...input, art }, 'u1');
    const version = await achievements.publish(course, made.id, 'u1');
    expect((await achievements.draw(version, 'svg')).toString()).toContain('#123456');
    expect((await achievements.draw(version, 'png', 128)).readUInt32BE(16)).toBe(128);
    await request(app).get(`/achievements/pictures/${imageId}.png`).expect(200);
    await request(app).get('/achievements/pictures/unknown.png').expect(404);
  });
});
