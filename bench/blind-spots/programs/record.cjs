// What a peer exports, each thing written to the file RECORDS at once, so that a crash loses nothing that was sent before.
// One form for all: kind, scope, name, client (one attempt of HTTP), status (`ok`, `error`, `unset`), message, fields.
const { appendFileSync } = require('node:fs');

const STATUS = ['unset', 'ok', 'error'];
const CLIENT_SCOPES = ['@opentelemetry/instrumentation-undici', '@opentelemetry/instrumentation-http'];

const record = (entry) => appendFileSync(process.env.RECORDS, `${JSON.stringify(entry)}\n`);
exports.record = record;

/** An exporter for OpenTelemetry's simple processors and its reader of metrics. */
const exporter = (each) => ({
  export(batch, done) {
    each(batch);
    done({ code: 0 });
  },
  forceFlush: async () => {},
  shutdown: async () => {},
});

exports.spanExporter = () =>
  exporter((spans) => {
    for (const { instrumentationScope, name, status, attributes, events } of spans) {
      const scope = instrumentationScope.name;
      record({
        kind: 'span',
        scope,
        name,
        client: CLIENT_SCOPES.includes(scope),
        status: STATUS[status.code],
        message: status.message,
        fields: attributes,
        events: events.map((event) => ({ name: event.name, fields: event.attributes })),
      });
    }
  });

exports.logExporter = () =>
  exporter((logs) => {
    for (const { instrumentationScope, eventName, severityNumber, body, attributes } of logs) {
      const scope = instrumentationScope.name;
      const status = severityNumber >= 13 ? 'error' : 'unset';
      // One event of ours stands for one attempt.
      const client = eventName === 'llm_error.attempt_failed';
      record({ kind: 'log', scope, name: eventName, client, status, message: body, fields: attributes });
    }
  });

exports.metricExporter = () =>
  exporter(({ scopeMetrics }) => {
    for (const { scope, metrics } of scopeMetrics) {
      for (const { descriptor, dataPoints } of metrics) {
        for (const { attributes, value } of dataPoints) {
          const entry = { kind: 'metric', scope: scope.name, name: descriptor.name, fields: attributes };
          record({ ...entry, status: 'unset', ...(typeof value === 'number' && { value }) });
        }
      }
    }
  });

/** The items of an envelope of Sentry. */
exports.recordEnvelope = (body) => {
  const [, ...lines] = String(body).split('\n');
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const { type } = JSON.parse(lines[at]);
    const item = JSON.parse(lines[at + 1]);
    if (type === 'event') {
      const thrown = item.exception?.values?.map((each) => ({
        'exception.type': each.type,
        'exception.message': each.value,
      }));
      record({
        kind: 'error',
        scope: 'sentry',
        name: item.message,
        status: 'error',
        fields: Object.assign({}, ...(thrown ?? [])),
      });
    }
    for (const { name, status, attributes } of item.items ?? []) {
      const fields = Object.fromEntries(Object.entries(attributes ?? {}).map(([key, { value }]) => [key, value]));
      const manual = fields['sentry.origin'] === 'manual';
      record({
        kind: 'span',
        scope: manual ? 'program' : fields['sentry.origin'],
        name,
        client: fields['sentry.op'] === 'http.client',
        status,
        fields,
      });
    }
  }
};
