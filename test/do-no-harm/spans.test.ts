import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { LlmErrorLogRecordProcessor } from '../../src/processors/llm-error-log-record-processor.ts';
import { LlmErrorSpanProcessor } from '../../src/processors/llm-error-span-processor.ts';
import type { LogRecordLike, ReadableSpanLike } from '../../src/telemetry/sdk-types.ts';
import { type LogInfo, llmErrorFormat } from '../../src/winston/llm-error-format.ts';

// What others hand to the hooks can be anything: a hook that throws would throw into the program.

const CHAT = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.provider.name': 'minimax' };
const TEXT = '429 insufficient balance';

function refuse(): never {
  throw new RangeError('of somebody else');
}

class Broken implements SpanProcessor {
  readonly #hook: 'onStart' | 'onEnding' | 'onEnd';
  constructor(hook: 'onStart' | 'onEnding' | 'onEnd') {
    this.#hook = hook;
  }
  onStart = () => this.#throwIn('onStart');
  onEnding = () => this.#throwIn('onEnding');
  onEnd = () => this.#throwIn('onEnd');
  forceFlush = async () => refuse();
  shutdown = async () => {};
  #throwIn(hook: string): void {
    if (hook === this.#hook) refuse();
  }
}

/** What a program sees of one failed call, and what its exporter got. */
function play(processors: readonly SpanProcessor[]) {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [...processors, new SimpleSpanProcessor(exporter)] });
  const words: unknown[] = [];
  const attempt = (action: () => void) => {
    try {
      action();
      words.push('done');
    } catch (error) {
      words.push(String(error));
    }
  };
  let span: Span | undefined;
  attempt(() => {
    span = provider.getTracer('program').startSpan('chat m', { kind: SpanKind.CLIENT, attributes: CHAT });
  });
  attempt(() => span?.setStatus({ code: SpanStatusCode.ERROR, message: TEXT }));
  attempt(() => span?.end());
  attempt(() => span?.end());
  const exported = exporter.getFinishedSpans().map(({ name, status, attributes }) => {
    const own = Object.entries(attributes).filter(([key]) => !/^llm_error\.|^error\.type$/.test(key));
    return { name, status, own: Object.fromEntries(own) };
  });
  return { words, exported };
}

describe.each(['onStart', 'onEnding', 'onEnd'] as const)('beside a processor that throws in %s', (hook) => {
  it.each(['before', 'after'])('a program gets the same errors as without ours, which comes %s it', (place) => {
    const ours = new LlmErrorSpanProcessor();
    const both = place === 'before' ? [ours, new Broken(hook)] : [new Broken(hook), ours];
    expect(play(both)).toEqual(play([new Broken(hook)]));
  });
});

const refusing = (target: object = {}) =>
  new Proxy(target, {
    get: refuse,
    set: refuse,
    has: refuse,
    ownKeys: refuse,
    getOwnPropertyDescriptor: refuse,
    getPrototypeOf: refuse,
  });

const withGetters = (names: readonly string[], rest: object = {}) =>
  Object.defineProperties(
    { ...rest },
    Object.fromEntries(names.map((name) => [name, { get: refuse, enumerable: true }])),
  );

const FAILED = { code: SpanStatusCode.ERROR, message: TEXT };
const methods = {
  spanContext: () => ({ traceId: 'a', spanId: 'b', traceFlags: 1 }),
  setAttribute: refuse,
  setAttributes: refuse,
  setStatus: refuse,
  isRecording: () => true,
};

/** Spans of other makes, and spans that somebody has tampered with. */
const SPANS: Readonly<Record<string, object>> = {
  'nothing in it': {},
  'a proxy that refuses everything': refusing(),
  'attributes that refuse': { ...methods, kind: SpanKind.CLIENT, status: FAILED, attributes: refusing() },
  'attributes with getters': {
    ...methods,
    kind: SpanKind.CLIENT,
    status: FAILED,
    attributes: withGetters(['error.type'], CHAT),
  },
  'frozen attributes': { ...methods, kind: SpanKind.CLIENT, status: FAILED, attributes: Object.freeze({ ...CHAT }) },
  'methods that throw': {
    ...methods,
    kind: SpanKind.CLIENT,
    status: FAILED,
    attributes: { ...CHAT },
    spanContext: refuse,
  },
  'no methods': { kind: SpanKind.CLIENT, status: FAILED, attributes: { ...CHAT } },
  'events that are none': {
    ...methods,
    kind: SpanKind.INTERNAL,
    status: FAILED,
    attributes: { ...CHAT },
    events: [null, 1, refusing(), { name: 'exception' }],
  },
  'values of odd types': {
    ...methods,
    kind: SpanKind.CLIENT,
    status: { code: 2, message: Symbol('x') },
    attributes: { ...CHAT, 'error.type': 1n, 'gen_ai.provider.name': Symbol('x') },
  },
  'a scope that refuses': { ...methods, kind: SpanKind.CLIENT, attributes: {}, instrumentationScope: refusing() },
};

it.each(Object.keys(SPANS))('no hook throws for a span with %s', (name) => {
  const processor = new LlmErrorSpanProcessor();
  const given = SPANS[name] as Span & ReadableSpanLike;
  expect(() => {
    processor.onStart(given, ROOT_CONTEXT);
    // An SDK before 2.3 never calls the second.
    processor.onEnd(given);
    processor.onEnding(given);
    processor.onEnd(given);
  }).not.toThrow();
});

const RECORDS: Readonly<Record<string, object>> = {
  'a refusal of everything': refusing(),
  'attributes that refuse, of little weight': { severityNumber: 9, attributes: refusing(), setAttribute: refuse },
  'attributes that refuse': { severityNumber: 17, attributes: refusing(), setAttribute: refuse },
  'attributes with getters': {
    severityNumber: 17,
    body: TEXT,
    attributes: withGetters(['exception.message']),
    setAttribute: refuse,
  },
  'a method that throws': {
    severityNumber: 17,
    body: { base_resp: { status_code: 1008, status_msg: 'x' } },
    attributes: { 'gen_ai.provider.name': 'minimax' },
    setAttribute: refuse,
  },
  'a body that refuses': { severityNumber: 17, body: refusing(), attributes: {}, setAttribute: refuse },
  'a body of an odd type': { severityNumber: 17, body: Symbol('x'), attributes: { a: 1n }, setAttribute: refuse },
};

it.each(Object.keys(RECORDS))('the hook does not throw for a log record with %s', (name) => {
  expect(() => new LlmErrorLogRecordProcessor().onEmit(RECORDS[name] as LogRecordLike, ROOT_CONTEXT)).not.toThrow();
});

class Job {
  readonly #secret = 'private';
  readonly level = 'error';
  message = 'a job failed';
  answer = { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } };
  get secret(): string {
    return this.#secret;
  }
}

function cyclicError(): Error {
  const error = Object.assign(new Error(`MiniMax ${TEXT}`), { status: 429, provider: 'minimax' });
  return Object.assign(error, { cause: error, errors: [error], response: { data: error } });
}

const LEVEL = Symbol.for('level');
const SPLAT = Symbol.for('splat');
const OTHER = Symbol('of the program');
const failed = () => ({ base_resp: { status_code: 1008, status_msg: 'insufficient balance' } });

const INFOS: Readonly<Record<string, () => object>> = {
  'that is frozen': () => Object.freeze({ level: 'error', message: TEXT, answer: failed() }),
  'with getters that throw': () => withGetters(['broken'], { level: 'error', message: TEXT, answer: failed() }),
  'whose error refuses': () => ({ level: 'error', message: TEXT, error: refusing(new Error('x')) }),
  'with a cyclic error': () => ({ level: 'error', message: TEXT, error: cyclicError() }),
  'that is an error': () => Object.assign(cyclicError(), { level: 'error' }),
  'with symbols': () => ({
    level: 'error',
    message: TEXT,
    answer: failed(),
    [LEVEL]: 'error',
    [SPLAT]: [failed(), 1n],
    [OTHER]: 'kept',
  }),
  'of a class': () => new Job(),
  'with odd values': () => ({
    level: 'error',
    message: Symbol('x'),
    a: 1n,
    b: Number.NaN,
    c: () => {},
    d: undefined,
    ['__proto__']: failed(),
  }),
  'without a prototype': () => Object.assign(Object.create(null), { level: 'error', message: TEXT, answer: failed() }),
};

describe.each(Object.keys(INFOS))('a log call %s', (name) => {
  it('comes through with everything that the program put in, and is not changed itself', () => {
    const info = INFOS[name]?.() as LogInfo;
    const before = Object.getOwnPropertyDescriptors(info);
    let out: LogInfo | undefined;
    expect(() => {
      out = llmErrorFormat().transform(info);
    }).not.toThrow();
    const after = Object.getOwnPropertyDescriptors(info);
    expect(Reflect.ownKeys(after)).toEqual(Reflect.ownKeys(before));
    for (const key of Reflect.ownKeys(before)) {
      expect(Object.is(after[key as string]?.value, before[key as string]?.value)).toBe(true);
    }
    for (const key of Reflect.ownKeys(before)) {
      const { value, get } = before[key as string] as PropertyDescriptor;
      if (!get && out !== info) expect(Object.is(out?.[key], value)).toBe(true);
    }
    for (const key of Object.keys(out ?? {}))
      if (!(key in before)) expect(key).toMatch(/^llm_error\.|^minimax\.|^(?:message|stack|error\.type)$/);
  });
});
