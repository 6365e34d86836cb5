// A day of traffic at three vendors in a minute: every failure of their tables on every surface that carries it, with
// real clients, a real NodeSDK and an OTLP back end. What it prints was read from the received OTLP.
//   npm run demo [-- --json] [-- --lang zh]
import { parseArgs } from 'node:util';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { OpenAIInstrumentation } from '@opentelemetry/instrumentation-openai';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { withLlmErrors } from 'otel-llm-errors';
import { createOtlpReceiver } from '../../test/otlp/otlp-receiver.ts';
import { createVendorServer } from '../../test/vendors/vendor-server.ts';
import { causesOf, failedAttempts } from './causes.ts';
import { causesTable, progressLine, type ReportLanguage, verdictText } from './report.ts';
import { judge } from './verdict.ts';

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean', default: false }, lang: { type: 'string', default: 'en' } },
});
const language: ReportLanguage = flags.lang === 'zh' ? 'zh' : 'en';
const say = (line: string) => flags.json || console.log(line);
const started = Date.now();

const servers = await Promise.all(
  (['minimax', 'dashscope', 'coze'] as const).map((vendor) => createVendorServer({ vendor })),
);
const receiver = await createOtlpReceiver();

process.env.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.url;
process.env.OTEL_SERVICE_NAME ??= 'demo';
const instrumentations = [
  // The vendors live in this process too, and are not to be traced.
  new HttpInstrumentation({ disableIncomingRequestInstrumentation: true }),
  new UndiciInstrumentation(),
  new OpenAIInstrumentation(),
];
const hosts = Object.fromEntries(servers.map(({ host, vendor }) => [host, vendor]));
const sdk = new NodeSDK(withLlmErrors({ instrumentations }, { hosts, remediationLanguage: language }));
sdk.start();

// After the SDK, so that the instrumentations see the clients load.
const { playDay, playRetry } = await import('./day.ts');
await Promise.all(servers.map((server) => playDay(server, (done) => say(progressLine(done, language)))));
for (const server of servers) if (server.vendor === 'minimax') await playRetry(server);
await sdk.shutdown();

const verdict = judge(
  servers.flatMap((server) => server.served),
  receiver,
);
const causes = causesOf(failedAttempts(receiver.logs));
const seconds = (Date.now() - started) / 1000;
if (flags.json) {
  console.log(JSON.stringify({ ok: verdict.problems.length === 0, seconds, ...verdict, causes }, null, 2));
} else {
  console.log(causesTable(causes, process.stdout.columns ?? 160, language));
  console.log(verdictText(verdict, seconds, language));
}
await Promise.all([...servers, receiver].map((server) => server.close()));
process.exitCode = verdict.problems.length === 0 ? 0 : 1;
