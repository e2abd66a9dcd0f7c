/** One header as it stood in the message, unfolded (RFC 5322, 2.2.3), and with its words decoded (RFC 2047). */
export interface ReadMail {
  readonly headers: ReadonlyMap<string, string>;
  /** How often each header stood there. */
  readonly counts: ReadonlyMap<string, number>;
  readonly parts: readonly {
    readonly headers: ReadonlyMap<string, string>;
    readonly body: Buffer;
  }[];
  /** The decoded text of the first part of a type. */
  text(type: string): string;
}

function decodeWord(_: string, charset: string, encoding: string, text: string): string {
  const bytes =
    encoding.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64')
      : decodeQuoted(text.replaceAll('_', ' '));
  return new TextDecoder(charset, { fatal: true }).decode(bytes);
}

function decodeQuoted(text: string): Buffer {
  const joined = text.replace(/=\r?\n/g, '');
  return Buffer.from(
    joined.replace(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}

const decodeWords = (text: string): string =>
  text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?([\w-]+)\?([bq])\?([^?]*)\?=/gi, decodeWord);

function split(message: string): [head: string, body: string] {
  const at = message.indexOf('\r\n\r\n');
  return at < 0 ? [message, ''] : [message.slice(0, at), message.slice(at + 4)];
}

function readHead(head: string) {
  const headers = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const line of head.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const [, name = '', value = ''] = /^([\x21-\x39\x3b-\x7e]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === '') throw new Error(`no header: ${JSON.stringify(line)}`);
    // oxlint-disable-next-line no-control-regex -- this is the rule of RFC 5322: a header is ASCII
    if (!/^[\x09\x20-\x7e]*$/.test(value)) throw new Error(`not ASCII: ${JSON.stringify(line)}`);
    headers.set(name.toLowerCase(), decodeWords(value));
    counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  }
  return { headers, counts };
}

function decodeBody(headers: ReadonlyMap<string, string>, body: string): Buffer {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase() ?? '7bit';
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding === 'quoted-printable') return decodeQuoted(body);
  return Buffer.from(body, 'utf8');
}

/** Reads a message strictly, as an SMTP server got it; throws for a header that is none. */
export function readMail(message: string): ReadMail {
  const { headers, counts } = readHead(split(message)[0]);
  const parts: { headers: ReadonlyMap<string, string>; body: Buffer }[] = [];
  const collect = (text: string) => {
    const [head, body] = split(text);
    const own = readHead(head).headers;
    const [, boundary] = /boundary="?([^";]+)"?/.exec(own.get('content-type') ?? '') ?? [];
    if (boundary === undefined)
      return void parts.push({ headers: own, body: decodeBody(own, body) });
    const pieces = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1);
    for (const piece of pieces) collect(piece.replace(/^\r\n/, ''));
  };
  collect(message);
  return {
    headers,
    counts,
    parts,
    text(type) {
      const part = parts.find(({ headers: own }) => own.get('content-type')?.startsWith(type));
      return part?.body.toString('utf8') ?? '';
    },
  };
}
