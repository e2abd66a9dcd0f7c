import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../base/index.js';
import { readBytes, readForms } from './read-body.js';
import { readUpload } from './read-upload.js';
import { readRouteBodies } from './route-bodies.js';

const KB = 1_024;
const app = express();
app.use(
  readRouteBodies([
    { path: '/upload/:id', read: [readUpload({ bytes: 64 * KB, files: 1, fields: 3 })] },
    { path: '/bytes', read: [readBytes(KB)] },
  ]),
  ...readForms(),
);
app.use((req, res) => {
  const files = Object.fromEntries(
    Object.entries(req.files ?? {}).map(([name, { filename, bytes }]) => [
      name,
      { filename, text: bytes.toString() },
    ]),
  );
  const body: unknown = req.body;
  res.json({ body: body instanceof Uint8Array ? { bytes: [...body] } : body, files });
});
app.use(((error: unknown, _req, res, _next) => {
  const { status, type } = error as { status?: number; type?: string };
  const code = error instanceof InvalidInput ? error.code : type;
  res.status(status ?? 500).json({ code });
}) as express.ErrorRequestHandler);

const multipart = 'multipart/form-data; boundary=x';
const part = (name: string, value: string, file = '') =>
  `--x\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;

const post = (path: string, type: string, body: string) =>
  request(app).post(path).set('Content-Type', type).send(body);

describe('a small form, taken everywhere', () => {
  const form = (body: string) => post('/anywhere', 'application/x-www-form-urlencoded', body);

  it('is flat: a name given twice is a list, one with brackets is refused', async () => {
    const answer = await form('a=1&b=%C5%BC+x&a=2&__proto__=4');
    expect(answer.text).toContain('"a":["1","2"],"b":"ż x","__proto__":"4"');
    expect((await form('a=1&c[$ne]=3')).body).toEqual({ code: 'form_unreadable' });
  });

  it('has at most 2,000 fields and 256 KB', async () => {
    expect((await form('a=1&'.repeat(1_900))).status).toBe(200);
    expect((await form('a=1&'.repeat(2_001))).body).toEqual({ code: 'too_large' });
    expect((await form(`a=${'x'.repeat(257 * KB)}`)).status).toBe(413);
  });
});

describe('every other kind of body', () => {
  it.each([
    ['JSON', 'application/json', '{"a":1}'],
    ['text', 'text/plain', 'x'],
    ['files', multipart, `${part('a', '1')}--x--`],
    ['40,000 parts', multipart, `${part('a', '').repeat(40_000)}--x--`],
    ['lists, 500,000 deep', 'application/json', '['.repeat(500_000)],
  ])('is left unread where no route takes it: %s', async (_, type, body) => {
    const cpu = process.cpuUsage();
    const answer = await post('/anywhere', type, body);
    expect(answer.body).toEqual({ body: {}, files: {} });
    expect(process.cpuUsage(cpu).user).toBeLessThan(400_000);
  });

  it('is read as bytes where a route takes those, within its limit', async () => {
    expect((await post('/bytes', 'text/plain', 'AB')).body.body).toEqual({ bytes: [65, 66] });
    expect((await post('/bytes', 'text/plain', 'x'.repeat(2 * KB))).status).toBe(413);
  });
});

describe('a form with files (RFC 7578)', () => {
  const upload = (body: string, type = multipart) => post('/upload/1', type, body);

  it('gives fields and files', async () => {
    const body = `${part('a', '1')}${part('a', '2')}${part('f', 'ż', '; filename="p.png"')}--x--`;
    expect((await upload(body)).body).toEqual({
      body: { a: ['1', '2'] },
      files: { f: { filename: 'p.png', text: 'ż' } },
    });
  });

  it('has no file where nothing was chosen', async () => {
    expect((await upload(`${part('f', '', '; filename=""')}--x--`)).body.files).toEqual({});
  });

  it.each([
    ['fields', part('a', '1').repeat(4)],
    ['files', part('f', '1', '; filename="a"').repeat(2)],
    ['parts', part('a', '').repeat(40_000)],
    ['bytes', part('f', 'x'.repeat(70 * KB), '; filename="a"')],
    ['bytes of a name', part('x'.repeat(500), '1')],
  ])('with too many %s is refused, 413', async (_, body) => {
    expect((await upload(`${body}--x--`)).body).toEqual({ code: 'too_large' });
  });

  it.each([
    ['has no end', part('a', '1'), multipart],
    ['ends within a file', part('f', '1', '; filename="a"'), multipart],
    ['names no boundary', `${part('a', '1')}--x--`, 'multipart/form-data'],
    ['is none', 'nonsense', multipart],
    ['has another boundary', `${part('a', '1')}--x--`, 'multipart/form-data; boundary=y'],
  ])('that %s is refused, 400', async (_, body, type) => {
    expect((await upload(body, type)).body).toEqual({ code: 'form_unreadable' });
  });

  it('is refused when it comes in pieces without end, as soon as it is too long', async () => {
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const body = async function* () {
      yield Buffer.from(part('a', '1') + part('f', 'x'.repeat(60 * KB), '; filename="a"'));
      for (;;) yield Buffer.alloc(KB);
    };
    const answer = await fetch(`http://127.0.0.1:${port}/upload/1`, {
      method: 'POST',
      headers: { 'content-type': multipart },
      body: Readable.toWeb(Readable.from(body())) as ReadableStream,
      duplex: 'half',
    });
    expect(await answer.json()).toEqual({ code: 'too_large' });
    server.closeAllConnections();
    server.close();
  });
});
