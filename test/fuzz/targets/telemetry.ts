import { ROOT_CONTEXT, type Span, SpanKind } from '@opentelemetry/api';
import { createCatalogSet } from '../../../src/classify/catalog-set.ts';
import { CatalogError, defineCatalog } from '../../../src/classify/define-catalog.ts';
import type { Catalog } from '../../../src/classify/generated/catalog.ts';
import { classifyResponse } from '../../../src/evidence/from-response.ts';
import { LlmErrorLogRecordProcessor } from '../../../src/processors/llm-error-log-record-processor.ts';
import { LlmErrorSpanProcessor } from '../../../src/processors/llm-error-span-processor.ts';
import { type LlmErrorOptions, resolveConfig } from '../../../src/telemetry/config.ts';
import { LlmErrorOptionsError } from '../../../src/telemetry/options-error.ts';
import { state } from '../../../src/telemetry/state.ts';
import { type LogInfo, llmErrorFormat } from '../../../src/winston/llm-error-format.ts';
import type { Dice } from '../dice.ts';
import { build } from '../hostile.ts';
import type { Mutator } from '../mutator.ts';
import { demand, demandSame, demandUnpolluted, demandWellFormed, freeze } from '../properties.ts';
import { Seeded } from '../seeded.ts';
import { type Target, target } from '../target.ts';
import { asResponse, asSpan, drawError, drawLog, drawResponse, drawSpan, readable } from './judging.ts';

const LONGEST_ATTRIBUTE = 2_048;
const LEVEL = Symbol.for('level');
const SPLAT = Symbol.for('splat');

/** Runs a hook; what it throws, and what its guard had to catch, are findings. */
function unguarded<Result>(run: () => Result): Result {
  state.trips.clear();
  const result = run();
  demand(state.trips.size === 0, `a guard tripped: ${[...state.trips.keys()].join(', ')}`);
  return result;
}

/** Demands attributes that every back end takes. */
function demandAttributes(written: ReadonlyMap<string, unknown>): void {
  for (const [key, value] of written) {
    demand(/^[a-z][\w.]{0,63}$/.test(key), `the key ${key}`);
    const fine = typeof value === 'boolean' || Number.isFinite(value) || typeof value === 'string';
    demand(fine, `${key} is a ${typeof value}`);
    demand(
      typeof value !== 'string' || value.length <= LONGEST_ATTRIBUTE,
      `${key} has ${String(value).length} characters`,
    );
  }
  demandUnpolluted();
}

class FuzzedSpan {
  readonly written = new Map<string, unknown>();
  readonly kind = SpanKind.CLIENT;
  constructor(fields: object) {
    Object.assign(this, fields);
  }
  spanContext() {
    return { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  }
  isRecording() {
    return true;
  }
  setAttribute(key: string, value: unknown) {
    this.written.set(key, value);
    return this;
  }
  setAttributes(attributes: object) {
    for (const [key, value] of Object.entries(attributes)) this.written.set(key, value);
    return this;
  }
  setStatus() {
    return this;
  }
}

interface LogCaseInfo {
  readonly info: unknown;
  readonly level: string;
  readonly splat: unknown;
  readonly isError: boolean;
}

function drawInfo(dice: Dice, mutator: Mutator): LogCaseInfo {
  const { body } = dice.pick(mutator.seeds.answers);
  const fields = {
    message: dice.once(2) ? dice.pick(mutator.seeds.texts) : body,
    [dice.pick(['error', 'err', 'answer', 'trace_id', 'provider', 'stack'])]: dice.once(2)
      ? drawError(dice, mutator)
      : body,
    ...(dice.once(4) && (body as object)),
  };
  return {
    info: mutator.value(fields, dice, dice.once(4)),
    level: dice.pick(['error', 'warn', 'info', 'debug', '']),
    splat: dice.once(3) ? mutator.value([body], dice, dice.once(4)) : undefined,
    isError: dice.once(6),
  };
}

function asInfo({ info, level, splat, isError }: LogCaseInfo): LogInfo {
  const built = build(info);
  const fields = built !== null && typeof built === 'object' ? built : { message: built };
  // A copy, because a recipe can be a proxy that cannot be written: winston's infos are plain.
  const plain = isError ? Object.assign(new Error('x'), readable(fields)) : readable(fields);
  return Object.assign(plain as LogInfo, { level, [LEVEL]: level, [SPLAT]: build(splat) });
}

/** Options with changed names and values, or variables with changed texts. */
function drawOptions(dice: Dice, mutator: Mutator) {
  const options: unknown = mutator.value(
    {
      enabled: true,
      hosts: { 'llm.example': 'minimax' },
      accounts: { 'llm.example': 'team' },
      remediationLanguage: 'zh',
      errorType: 'refine',
      spanTexts: ['remediation'],
      eventSeverity: 13,
      eventsPerMinute: 5,
      catalogs: [],
    },
    dice,
  );
  const names = [
    'HOSTS',
    'ACCOUNTS',
    'MESSAGES',
    'ERROR_TYPE',
    'SPAN_TEXTS',
    'EVENT_SEVERITY',
    'EVENTS_PER_MINUTE',
    'DISABLED',
  ];
  const values = ['a=b,c=d', 'true', 'refine', 'remediation,docs_url', '13', '__proto__=x'];
  const env = { [`OTEL_LLM_ERRORS_${dice.pick(names)}`]: mutator.text(dice.pick(values), dice) };
  return { options, env };
}

/** What runs inside other people's programs, and what they configure. */
export function telemetryTargets(mutator: Mutator): readonly Target[] {
  const { seeds } = mutator;
  const withMessages = { messages: true, spanTexts: ['remediation', 'docs_url'] } as const;
  const spanProcessor = new LlmErrorSpanProcessor(withMessages, resolveConfig(withMessages, {}));
  const logProcessor = new LlmErrorLogRecordProcessor(withMessages, resolveConfig(withMessages, {}));
  const format = llmErrorFormat(withMessages);
  return [
    target({
      name: 'LlmErrorSpanProcessor',
      share: 0.4,
      cases: new Seeded((dice) => ({ span: drawSpan(dice, mutator), ended: dice.once(3) })),
      check: ({ span: told, ended }) => {
        const span = new FuzzedSpan(asSpan(told ?? {}));
        unguarded(() => {
          spanProcessor.onStart(span as unknown as Span, ROOT_CONTEXT);
          // Another processor: the first announcement of an end decides for good.
          if (ended) new LlmErrorSpanProcessor(withMessages, resolveConfig(withMessages, {})).onEnd(span as never);
          else spanProcessor.onEnding(span as unknown as Span);
        });
        demandAttributes(span.written);
      },
    }),
    target({
      name: 'LlmErrorLogRecordProcessor',
      share: 0.1,
      cases: new Seeded((dice) => drawLog(dice, mutator)),
      check: ({ body, attributes }) => {
        const written = new Map<string, unknown>();
        const record = {
          body: build(body),
          severityNumber: 17,
          attributes: readable(Object(build(attributes))) as Record<string, unknown>,
          setAttribute: (key: string, value: unknown) => written.set(key, value),
        };
        unguarded(() => logProcessor.onEmit(record, ROOT_CONTEXT));
        demandAttributes(written);
      },
    }),
    target({
      name: 'llmErrorFormat',
      share: 0.2,
      cases: new Seeded((dice) => drawInfo(dice, mutator)),
      check: (told) => {
        const info = freeze(asInfo(told));
        const given = unguarded(() => format.transform(info));
        demand(given !== null && typeof given === 'object', 'no info');
        const added = Object.keys(given).filter(
          (key) => !Object.hasOwn(info, key) && key !== 'stack' && key !== 'message',
        );
        demandAttributes(new Map(added.map((key) => [key, given[key]])));
      },
    }),
    target({
      name: 'defineCatalog',
      share: 0.05,
      cases: new Seeded((dice) => ({
        catalog: mutator.value(slim(dice.pick(seeds.catalogs)), dice),
        response: drawResponse(dice, mutator),
      })),
      check: ({ catalog, response }) => {
        try {
          const defined = defineCatalog(build(catalog));
          const catalogs = createCatalogSet({ catalogs: [defined] });
          const told = { ...asResponse({ ...response, way: 0 }), provider: defined.provider };
          demandWellFormed(classifyResponse(told, { catalogs }));
        } catch (error) {
          if (!CatalogError.isInstance(error)) throw error;
          demand(error.code === 'LLM_ERROR_CATALOG_INVALID' && error.path.startsWith('/'), 'no path');
        }
        demandUnpolluted();
      },
    }),
    target({
      name: 'resolveConfig',
      cases: new Seeded((dice) => drawOptions(dice, mutator)),
      check: ({ options, env }) => {
        demandConfig(resolveConfig({}, env ?? {}));
        try {
          demandConfig(resolveConfig(build(options) as LlmErrorOptions, {}));
        } catch (error) {
          if (!LlmErrorOptionsError.isInstance(error) && !CatalogError.isInstance(error)) throw error;
          demand(error.message.length < 1_000, `a message of ${error.message.length} characters`);
        }
        demandUnpolluted();
      },
    }),
  ];
}

function demandConfig(config: ReturnType<typeof resolveConfig>): void {
  demand(typeof config.enabled === 'boolean' && typeof config.messages === 'boolean', 'a switch');
  demand(config.eventSeverity >= 1 && config.eventSeverity <= 24, 'eventSeverity');
  demand(Number.isInteger(config.eventsPerMinute), 'eventsPerMinute');
  demandSame(
    [...config.spanTexts].filter((text) => text !== 'remediation' && text !== 'docs_url'),
    [],
    'spanTexts',
  );
  demand(
    Object.values(config.accounts).every((label) => typeof label === 'string'),
    'accounts',
  );
}

/** What decides in a catalog, without what only people read: mutations shall hit the former. */
function slim({ samples: _samples, sources: _sources, title: _title, support: _support, ...rest }: Catalog) {
  return rest;
}
