// winston with OpenTelemetry's transport and a batching processor, with our log record processor in front of it and without.
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { LlmErrorLogRecordProcessor } from 'otel-llm-errors';
import { createLogger, format, type Logger, transports } from 'winston';
import { ANSWERS } from './answers.ts';
import { interleave, report, request, type Variant } from './harness.ts';

const require = createRequire(import.meta.url);
const { BatchLogRecordProcessor, LoggerProvider } = require('@opentelemetry/sdk-logs');
const { logs } = require('@opentelemetry/api-logs');
const { OpenTelemetryTransportV3 } = require('@opentelemetry/winston-transport');
const { rounds, count } = request<{ rounds: number; count: number }>();

interface Pipeline {
  readonly logger: Logger;
  flush(): Promise<void>;
  /** Records of the last batch that carry a cause. */
  named: number;
}

function pipeline(...processors: readonly object[]): Pipeline {
  const made = { named: 0 } as { -readonly [Key in keyof Pipeline]: Pipeline[Key] };
  const exporter = {
    export(records: readonly { attributes: object }[], done: (result: { code: number }) => void) {
      made.named = records.filter(({ attributes }) => 'llm_error.category' in attributes).length;
      done({ code: 0 });
    },
    async shutdown() {},
    async forceFlush() {},
  };
  const options = { maxQueueSize: 1 << 20, maxExportBatchSize: 512, scheduledDelayMillis: 600_000 };
  const batch = new BatchLogRecordProcessor({ exporter, ...options });
  const provider = new LoggerProvider({ processors: [...processors, batch] });
  // The transport takes its logger from the global provider when it is made. SDK 3 registers elsewhere.
  logs.disable();
  logs.setGlobalLoggerProvider(provider);
  made.logger = createLogger({
    format: format.combine(format.timestamp(), format.json()),
    transports: [
      new OpenTelemetryTransportV3(),
      new transports.Stream({ stream: new Writable({ write: (_chunk, _encoding, done) => done() }) }),
    ],
  });
  made.flush = () => provider.forceFlush();
  return made;
}

const empty = { onEmit() {}, async forceFlush() {}, async shutdown() {} };
const pipelines: Readonly<Record<string, Pipeline>> = {
  bare: pipeline(),
  'bare again': pipeline(),
  'do nothing': pipeline(empty),
  ours: pipeline(new LlmErrorLogRecordProcessor()),
};

const WORKLOADS: Readonly<Record<string, (logger: Logger) => void>> = {
  info: (logger) => void logger.info('order taken', { path: '/orders', user: 'u-17', ms: 12 }),
  error: (logger) => void logger.error('order 17 refused: out of stock', { path: '/orders', user: 'u-17', ms: 12 }),
  failure: (logger) => void logger.error(`chat failed: 500 ${ANSWERS.MiniMax?.body}`, { path: '/chat', user: 'u-17' }),
};

const result: Record<string, unknown> = {};
for (const [name, log] of Object.entries(WORKLOADS)) {
  const ours = pipelines.ours as Pipeline;
  log(ours.logger);
  await ours.flush();
  if (ours.named !== (name === 'failure' ? 1 : 0)) throw new Error(`${name}: ${ours.named} records were given a cause`);
  const variants = Object.entries(pipelines).map(
    ([variant, { logger, flush }]): Variant => ({
      name: variant,
      run(times) {
        for (let i = 0; i < times; i++) log(logger);
      },
      after: flush,
    }),
  );
  result[name] = await interleave(variants, { rounds, count });
}
report(result);
