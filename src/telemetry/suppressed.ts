import { type Context, createContextKey } from '@opentelemetry/api';

// The key that `suppressTracing` of @opentelemetry/core sets; keys are global symbols of their description.
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Whether telemetry is switched off in this context, as exporters do around their own requests. */
export function isTracingSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}

/** The context with telemetry switched off, for requests of our own. */
export function suppressTracing(context: Context): Context {
  return context.setValue(SUPPRESS_TRACING, true);
}
