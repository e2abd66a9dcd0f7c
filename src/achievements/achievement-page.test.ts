import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { expand } from './testing/expand-ctdl.js';
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

  it('says in CTDL what can be earned, by format and by Accept, and leads there', async () => {
    const ctid = 'ce-0b7a3c1e-5d2f-4c1a-9a5e-3f1d2c4b5a69';
    const content = { ...input, humanCode: ctid, validity: { months: 24 }, effortHours: 1.5 };
    const made = await achievements.create(course, content, 'u1');
    await achievements.publish(course, made.id, 'u1');
    const path = `/achievements/${made.id}/versions/1`;
    const res = await request(app).get(`${path}?format=ctdl`).expect(200);
    expect(res.headers).toMatchObject({ 'cache-control': 'public, max-age=300' });
    expect(res.headers['set-cookie']).toBeUndefined();
    const said = JSON.parse(res.text) as Record<string, unknown>;
    expect(said).toMatchObject({
      '@context': 'https://credreg.net/ctdl/schema/context/json',
      '@id': `https://laurel.test${path}`,
      '@type': 'ceterms:MicroCredential',
      'ceterms:ctid': ctid,
      'ceterms:name': { en: 'Two samples' },
      'ceterms:keyword': { en: ['statistics'] },
      'ceterms:renewalFrequency': 'P24M',
      'ceterms:estimatedDuration': [{ 'ceterms:exactDuration': 'PT1H30M' }],
      'ceterms:requires': [
        {
          '@type': 'ceterms:ConditionProfile',
          'ceterms:condition': { en: ['Quiz 3: 70 %', 'Talk'] },
          'ceterms:targetCompetency': [
            { 'ceterms:targetNodeName': { en: 'apply statistical analysis techniques' } },
            { 'ceterms:codedNotation': '5' },
          ],
          'ceterms:creditValue': [{ '@type': 'ceterms:ValueProfile', 'schema:value': 0.5 }],
        },
      ],
    });
    const [node] = await expand(said);
    expect(node).toMatchObject({
      '@id': `https://laurel.test${path}`,
      'https://purl.org/ctdl/terms/keyword': [{ '@language': 'en', '@value': 'statistics' }],
      'https://purl.org/ctdl/terms/subjectWebpage': [{ '@id': `https://laurel.test${path}` }],
      'https://purl.org/ctdl/terms/renewalFrequency': [
        { '@type': 'https://schema.org/Duration', '@value': 'P24M' },
      ],
      'https://purl.org/ctdl/terms/identifier': [
        {
          'https://purl.org/ctdl/terms/identifierValueCode': [
            { '@type': 'http://www.w3.org/2001/XMLSchema#string', '@value': ctid },
          ],
        },
      ],
    });
    const profile = 'application/ld+json; profile="https://credreg.net/ctdl/schema/context/json"';
    const asked = await request(app).get(path).set('Accept', profile).expect(200);
    expect(asked.text).toBe(res.text);
    const shown = (await page(path).expect(200)).text;
    expect(shown).toContain(
      `<link rel="alternate" type="application/ld+json" href="${path}?format=ctdl">`,
    );
  });

  it('names in CTDL what is a badge and nothing more an open badge, and nobody where no issuer is known', async () => {
    const made = await achievements.create(course, { ...input, achievementType: 'Badge' }, 'u1');
    await achievements.publish(course, made.id, 'u1');
    const res = await request(app).get(`/achievements/${made.id}?format=ctdl`).expect(200);
    expect(JSON.parse(res.text)).toMatchObject({ '@type': 'ceterms:OpenBadge' });
    expect(res.text).not.toContain('ceterms:ownedBy');
    const draft = await achievements.create(course, input, 'u1');
    await request(app).get(`/achievements/${draft.id}?format=ctdl`).expect(404);
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
