/** A member of a request that was refused, by JSON Pointer or by the name of a parameter. */
export interface Fault {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly detail: string;
}

interface ProblemBody {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly type?: string;
  readonly errors?: readonly Fault[];
}

/** An answer that is no success (RFC 9457). `code` is stable; `detail` says what to do. */
export class LaurelProblem extends Error {
  override readonly name = 'LaurelProblem';

  private constructor(
    readonly status: number,
    readonly code: string,
    title: string,
    readonly detail: string | undefined,
    readonly type: string | undefined,
    readonly errors: readonly Fault[],
  ) {
    super(title);
  }

  /** @returns the problem that a response tells of; one by its status alone where it tells of none */
  static async of(response: Response): Promise<LaurelProblem> {
    const text = await response.text();
    let body: ProblemBody = {};
    try {
      body = JSON.parse(text) as ProblemBody;
    } catch {
      // A proxy on the way answers with a page.
    }
    const { title = `HTTP ${response.status}`, code = 'unknown', detail, type, errors } = body;
    return new LaurelProblem(response.status, code, title, detail, type, errors ?? []);
  }
}
