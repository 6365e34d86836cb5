import { createRequire } from 'node:module';
import { join } from 'node:path';
import { errorOf } from '../error-of.mjs';

// The API that the program's SDK is registered with, if there is one.
const api = () => createRequire(join(process.cwd(), 'spans.cjs'))('@opentelemetry/api');

const CHAT = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'm',
  'gen_ai.provider.name': 'minimax',
  'server.address': '127.0.0.1',
};
const failure = () =>
  Object.assign(new Error('429 insufficient balance'), {
    status: 429,
    code: '1008',
    error: { base_resp: { status_code: 1008 } },
  });

const hostileError = () => {
  const error = new Error('of the program');
  for (const name of ['stack', 'code', 'message', 'cause', 'status', 'response', 'headers']) {
    Object.defineProperty(error, name, {
      get: () => {
        throw new RangeError(`nobody reads ${name}`);
      },
    });
  }
  return error;
};

const cyclic = () => {
  const error = failure();
  error.cause = error;
  error.errors = [error];
  error.response = { data: error, config: error };
  return error;
};

const throwing = new Proxy(
  {},
  {
    get: () => {
      throw new RangeError('nobody reads this');
    },
    ownKeys: () => {
      throw new RangeError('nor lists it');
    },
  },
);
const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`app.${index}`, index]));

/** What programs do to spans, the odd things included. */
const ACTIONS = {
  'a failed call': (span) => span.recordException(failure()),
  'an exception with hostile getters': (span) => span.recordException(hostileError()),
  'an exception that is cyclic': (span) => span.recordException(cyclic()),
  'an exception that is no error': (span) => span.recordException({ code: 1n, message: Symbol('x') }),
  'odd attributes': (span) =>
    span.setAttributes({
      ['__proto__']: 'x',
      constructor: 'x',
      'app.big': 1n,
      'app.symbol': Symbol('x'),
      'app.null': null,
      'app.nan': Number.NaN,
      'app.map': { a: 1 },
      'error.type': {},
    }),
  'attributes that throw': (span) => span.setAttributes(throwing),
  'more attributes than fit': (span) => span.setAttributes(many),
  'a value that throws as text': (span) =>
    span.setAttribute('gen_ai.request.model', {
      toString: () => {
        throw new RangeError('no text');
      },
    }),
  'a status of OK': (span) => span.setStatus({ code: 1 }),
  'a long message': (span) => span.setStatus({ code: 2, message: `429 ${'insufficient balance '.repeat(20_000)}` }),
  'an end twice': (span) => span.end(),
  'events of all kinds': (span) => {
    span.addEvent('exception', { 'exception.message': 'x'.repeat(100_000), 'exception.type': '__proto__' });
    span.addEvent('odd', { a: { b: 1 } });
  },
};

/** Everything of a span that is the program's own. */
function ownPart(span) {
  const { name, kind, status, attributes = {}, events, ended } = span;
  const own = {};
  for (const key of Object.keys(attributes).filter((each) => !each.startsWith('llm_error.') && !ADDED.has(each))) {
    const value = Object.getOwnPropertyDescriptor(attributes, key).value;
    own[key] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  // A status that nobody set is ours to set, as the documentation says: what is set stays.
  return {
    name,
    kind,
    status: status?.code && { code: status.code, message: status.message?.slice(0, 100) },
    own,
    events: events?.map(({ name: event, attributes: each }) => [event, Object.keys(each ?? {})]),
    ended,
    recording: span.isRecording(),
  };
}

/** What is filled in where it is missing. */
const ADDED = new Set(['error.type', 'http.response.status_code', 'minimax.trace_id']);

const single = Object.entries(ACTIONS).flatMap(([name, act]) =>
  [0, 2].map((code) => ({
    name: `span: ${name}${code ? ', with a status of ERROR' : ''}`,
    async run() {
      const { trace } = api();
      const words = [];
      const span = trace.getTracer('program').startSpan('chat m', { kind: 2, attributes: CHAT });
      const steps = [
        () => act(span),
        () => code && span.setStatus({ code, message: '429 insufficient balance' }),
        () => span.end(),
      ];
      for (const step of steps) {
        try {
          step();
          words.push('done');
        } catch (error) {
          words.push(errorOf(error));
        }
      }
      return { words, span: ownPart(span) };
    },
  })),
);

const around = {
  name: 'span: around calls, with the context of the program in every callback',
  async run(tools) {
    const { context, createContextKey, trace } = api();
    const key = createContextKey('of the program');
    const seen = [];
    tools.serve((_request, response) =>
      response.writeHead(429, { 'content-type': 'application/json' }).end('{"base_resp":{"status_code":1008}}'),
    );
    const tracer = trace.getTracer('program');
    await tracer.startActiveSpan('chat m', { attributes: CHAT }, async (span) => {
      await context.with(context.active().setValue(key, 'kept'), async () => {
        const note = (word) =>
          seen.push([
            word,
            context.active().getValue(key) ?? null,
            trace.getSpan(context.active())?.spanContext().spanId === span.spanContext().spanId,
          ]);
        note('before');
        const response = await fetch(tools.origin);
        note('response');
        await response.text();
        note('text');
        setTimeout(() => note('timer'), 1);
        await tools.sleep(10);
        queueMicrotask(() => note('microtask'));
      });
      span.end();
    });
    return seen;
  },
};

const unended = {
  name: 'span: thousands that never end',
  async run() {
    const { trace } = api();
    const tracer = trace.getTracer('program');
    const spans = Array.from({ length: 5000 }, (_, index) =>
      tracer.startSpan(`chat ${index}`, { kind: 2, attributes: CHAT }),
    );
    return { recording: spans.filter((span) => span.isRecording()).length };
  },
};

/** Spans that programs treat badly. */
export const shapes = [...single, around, unended];
