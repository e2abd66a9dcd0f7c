import type { TaskContext } from '../task.js';

export type Misbehaviour =
  | 'none'
  | 'spin'
  | 'heap'
  | 'native'
  | 'output'
  | 'parts'
  | 'abort'
  | 'throw'
  | 'exit'
  | 'environment';

interface Input {
  readonly how: Misbehaviour;
  readonly value?: unknown;
}

/** Never ends; `loop` is not optimised away. */
function spin(): never {
  for (let loop = 0; ; loop += 1) Math.sqrt(loop);
}

function fillHeap(): never {
  const kept: object[] = [];
  for (;;) kept.push(Array.from({ length: 1_000 }, (_, at) => ({ at })));
}

async function fillNative(): Promise<never> {
  const kept: Buffer[] = [];
  for (;;) {
    kept.push(Buffer.alloc(16_777_216, 1));
    await new Promise((go) => setImmediate(go));
  }
}

/** Does, for tests, what hostile input may make a task do. */
export async function run({ how, value }: Input, context: TaskContext): Promise<unknown> {
  switch (how) {
    case 'spin':
      return spin();
    case 'heap':
      return fillHeap();
    case 'native':
      return fillNative();
    case 'output':
      return 'x'.repeat(20_000_000);
    case 'parts':
      for (;;) context.part('x'.repeat(100_000));
    case 'abort':
      return process.abort();
    case 'exit':
      return process.exit(0);
    case 'throw':
      throw new TypeError('as asked');
    case 'environment':
      return { ...process.env };
    default:
      return value;
  }
}
