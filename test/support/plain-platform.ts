import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A platform that serves any number of courses by LTI's services, each with one column and the same learners. */
export interface PlainPlatform {
  readonly url: string;
  /** What was asked for, in order: `token`, or a course and what of it, such as `c7 results`. */
  readonly calls: string[];
  /** Sets a learner's grade in the column of a course. */
  grade(course: string, userId: string, score: number): void;
  /** Lets every answer wait until the promise is settled. */
  holdUp(until: Promise<unknown>): void;
  close(): void;
}

/** A grade below the marks that tests set, and one of a person in five higher. */
const scoreOf = (n: number): number => (n % 5 === 0 ? 80 : 20 + (n % 40));

const LEARNER = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner';

/** @param learners how many of them each course has; their grades are the same each time, until a test sets one */
export async function startPlainPlatform(learners: number): Promise<PlainPlatform> {
  const people = Array.from({ length: learners }, (_, n) => n + 1);
  const grades = new Map<string, number>();
  const calls: string[] = [];
  let held: Promise<unknown> = Promise.resolve();

  const members = {
    members: people.map((n) => ({
      user_id: String(n),
      status: 'Active',
      name: `Learner ${n}`,
      given_name: 'Learner',
      family_name: String(n),
      email: `learner${n}@example.org`,
      roles: [LEARNER],
    })),
  };
  const resultsOf = (course: string, url: string) =>
    people.map((n) => ({
      id: `${url}/${n}`,
      userId: String(n),
      resultScore: grades.get(`${course} ${n}`) ?? scoreOf(n),
      resultMaximum: 100,
      scoreOf: url,
      timestamp: '2026-11-20T10:00:00+00:00',
    }));
  const token = { access_token: 'plain', token_type: 'Bearer', expires_in: 86_400, scope: '' };

  const server = createServer((req, res) => {
    const url = `http://${req.headers.host ?? ''}${req.url ?? ''}`;
    const [, course = '', ...rest] = new URL(url).pathname.split('/');
    const what = rest.at(-1) ?? '';
    calls.push(what === '' ? course : `${course} ${what}`);
    req.resume();
    const answers: Readonly<Record<string, () => unknown>> = {
      '': () => token,
      members: () => members,
      results: () => resultsOf(course, url),
    };
    const answer = answers[what] ?? (() => ({ id: url, label: 'Quiz', scoreMaximum: 100 }));
    void held.then(() => {
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify(answer()));
    });
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    calls,
    grade: (course, userId, score) => void grades.set(`${course} ${userId}`, score),
    holdUp: (until) => void (held = until),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
