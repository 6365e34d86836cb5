import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { trace } from '@opentelemetry/api';
import { flushOnExit } from './delivery/flush-on-exit.ts';
import { startSpool } from './delivery/spool.ts';
import { LlmErrorInstrumentation } from './instrumentation/llm-error-instrumentation.ts';
import { attachWhenReady } from './processors/attach-processors.ts';
import { LlmErrorLogRecordProcessor } from './processors/llm-error-log-record-processor.ts';
import { LlmErrorSpanProcessor } from './processors/llm-error-span-processor.ts';
import { resolveConfig } from './telemetry/config.ts';
import { safely, tripped } from './telemetry/guard.ts';
import { bridgeLogsApi } from './telemetry/logger.ts';
import { state } from './telemetry/state.ts';
import { withLlmErrors } from './with-llm-errors.ts';

// `node --import otel-llm-errors/register app.js`, or `--require`. Alone it starts the installed @opentelemetry/sdk-node,
// configured by OTEL_*. Beside an SDK that something else starts, before or after, it joins that one.

interface Sdk {
  start(): void;
}

/** Preloaded modules that, by their name, start an SDK of their own. */
const STARTS_AN_SDK = /opentelemetry|otel|tracing|telemetry|instrument|dd-trace|sentry|newrelic|langfuse|traceloop/i;

safely('register', register);

function register(): void {
  if (hasTracerProvider() || preloadedModules().some(startsAnSdk)) joinLater();
  else startSdk();
  const { OTEL_LLM_ERRORS_SPOOL_DIR, OTEL_SDK_DISABLED } = process.env;
  // Without taps the plugin is switched off.
  if (OTEL_LLM_ERRORS_SPOOL_DIR && state.tapHolder && OTEL_SDK_DISABLED !== 'true') {
    safely('spool', () => flushOnExit(startSpool()));
  }
}

function startSdk(): void {
  const NodeSDK = findNodeSdk();
  if (!NodeSDK) {
    process.emitWarning(
      '@opentelemetry/sdk-node is not installed, so nothing is exported: npm install @opentelemetry/sdk-node',
      {
        type: 'otel-llm-errors',
        code: 'OTEL_LLM_ERRORS_NO_SDK',
      },
    );
    joinLater();
    return;
  }
  const sdk = new NodeSDK(withLlmErrors());
  sdk.start();
  flushOnExit();
}

/** The taps at once; the processors when a provider is there, at the latest before the first attempt is recorded. */
function joinLater(): void {
  const config = resolveConfig();
  if (!config.enabled) return;
  bridgeLogsApi();
  new LlmErrorInstrumentation({}, config);
  const parts = {
    spanProcessor: new LlmErrorSpanProcessor({}, config),
    logRecordProcessor: new LlmErrorLogRecordProcessor({}, config),
  };
  const attach = attachWhenReady(parts, trace.getTracerProvider());
  attach();
  state.onFirstAttempt = attach;
}

function hasTracerProvider(): boolean {
  const provider = trace.getTracerProvider() as { getDelegate?(): object };
  return provider.getDelegate?.().constructor.name !== 'NoopTracerProvider';
}

/** What `--import` and `--require` name, on the command line and in NODE_OPTIONS. */
function preloadedModules(): string[] {
  const args = [...(process.env.NODE_OPTIONS ?? '').split(/\s+/), ...process.execArgv];
  const modules: string[] = [];
  args.forEach((arg, index) => {
    const [, inline] = /^(?:--import|--require|-r)(?:=(.+))?$/.exec(arg) ?? [undefined, undefined];
    if (inline !== undefined) modules.push(inline);
    else if (/^(?:--import|--require|-r)$/.test(arg)) modules.push(args[index + 1] ?? '');
  });
  return modules;
}

function startsAnSdk(module: string): boolean {
  const name = module.replace(/["']/g, '');
  // Of a path only the file's name tells; folders are called all sorts of things.
  const telling = /^(?:[./\\]|file:|[a-z]:[/\\])/i.test(name) ? name.replace(/^.*[/\\]/, '') : name;
  return STARTS_AN_SDK.test(telling) && !telling.startsWith('otel-llm-errors/');
}

// Looked for where the program is, not where this file is: it is the user's installation that counts.
function findNodeSdk(): (new (options: object) => Sdk) | undefined {
  // Without a file to run (`node -`, `node -p`), argv[1] is `-` or the first argument of the program.
  const places = [process.argv[1], join(process.cwd(), 'package.json')].filter((place) => place && isAbsolute(place));
  for (const place of places as string[]) {
    try {
      return (createRequire(place)('@opentelemetry/sdk-node') as { NodeSDK: new (options: object) => Sdk }).NodeSDK;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'MODULE_NOT_FOUND') tripped('loading @opentelemetry/sdk-node', error);
    }
  }
  return undefined;
}
