import net, { type AddressInfo } from 'node:net';

/** A mail server that takes what it is given, or refuses every address for good (RFC 5321, 4.2.1). */
export async function startSmtp() {
  const received: string[] = [];
  const mode = { refuses: false };
  const server = net.createServer((socket) => {
    let text = '';
    let isData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    const answer = (line: string): void => {
      if (/^DATA/i.test(line)) isData = say('354 go') || true;
      else if (/^RCPT/i.test(line) && mode.refuses) say('550 no such box');
      else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
      else say('250 ok');
    };
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString();
      for (;;) {
        const mark = isData ? '\r\n.\r\n' : '\r\n';
        const end = text.indexOf(mark);
        if (end < 0) return;
        const part = text.slice(0, end);
        text = text.slice(end + mark.length);
        if (isData) {
          received.push(part);
          isData = false;
          say('250 taken');
        } else {
          answer(part);
        }
      }
    });
    say('220 test');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    mode,
    close: () => new Promise((done) => server.close(done)),
  };
}
