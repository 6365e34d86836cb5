// The ways to tell winston of a failed LLM call. Each makes one record.

const TRACE_ID = '04b8a0d1c2e3f405a6b7c8d9e0f10213';
const ANSWER = { base_resp: { status_code: 1008, status_msg: 'insufficient balance' }, trace_id: TRACE_ID };

/** An Error as the openai client throws it. That MiniMax is meant says the span around it. */
const apiError = () =>
  Object.assign(new Error('429 insufficient balance (1008)'), {
    status: 429,
    type: 'insufficient_balance_error',
    headers: new Headers({ 'trace-id': TRACE_ID }),
    error: { type: 'insufficient_balance_error', message: 'insufficient balance (1008)' },
  });

/** An Error of the real axios, as its users make one of an answer of HTTP 200 that says no. */
async function axiosError(loadDefault) {
  const { AxiosError } = await loadDefault('axios');
  const response = { status: 200, statusText: 'OK', headers: { 'trace-id': TRACE_ID }, data: ANSWER, config: {} };
  return new AxiosError('MiniMax said no', AxiosError.ERR_BAD_RESPONSE, {}, {}, response);
}

/** Logs in every form, inside the span of an LLM call, and gives the names of the forms in the order of their records. */
exports.log = async function log({ load, loadDefault }, { transport }) {
  const { context, trace } = await load('@opentelemetry/api');
  const winston = await loadDefault('winston');
  const { llmErrorFormat } = await load('otel-llm-errors/winston');
  const { OpenTelemetryTransportV3 } = await load('@opentelemetry/winston-transport');
  const format = winston.format.combine(llmErrorFormat(), winston.format.json());
  const silent = new winston.transports.Console({ silent: true });
  const logger = winston.createLogger({ format, transports: [transport ? new OpenTelemetryTransportV3() : silent] });
  const forms = {
    '{ error }': () => logger.error('call failed', { error: apiError() }),
    '{ err }': () => logger.error('call failed', { err: apiError() }),
    '{ failure }': () => logger.error('call failed', { failure: apiError() }),
    'message, error': () => logger.error('call failed', apiError()),
    error: () => logger.error(apiError()),
    '{ error: axios error }': async () => {
      const error = await axiosError(loadDefault);
      logger.error('call failed', { error });
    },
    '{ error: text }': () => logger.error('call failed', { error: 'MiniMax 1008 insufficient balance' }),
    'the answer': () => logger.error('call failed', ANSWER),
  };
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'minimax' };
  const span = trace.getTracer('app').startSpan('chat', { attributes });
  await context.with(trace.setSpan(context.active(), span), async () => {
    for (const write of Object.values(forms)) await write();
  });
  span.end();
  return Object.keys(forms);
};
