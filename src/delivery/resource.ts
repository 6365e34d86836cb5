import { type Attributes, trace } from '@opentelemetry/api';
import { getLoggerProvider } from '../telemetry/logger.ts';

/** Providers of SDK 2 and 3; there is no public way to their resource. */
interface WithResource {
  readonly _sharedState?: { readonly resource?: { readonly attributes?: Attributes } };
  readonly _resource?: { readonly attributes?: Attributes };
}

/** The resource of the program's SDK, as far as it is known; without an SDK, what `OTEL_*` variables say. */
export function resourceAttributes(): Attributes {
  const logs = getLoggerProvider() as WithResource | undefined;
  const proxy = trace.getTracerProvider() as { getDelegate?(): WithResource };
  return logs?._sharedState?.resource?.attributes ?? proxy.getDelegate?.()._resource?.attributes ?? fromEnvironment();
}

// https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable
function fromEnvironment(): Attributes {
  const attributes: Attributes = {};
  for (const pair of process.env.OTEL_RESOURCE_ATTRIBUTES?.split(',') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0) attributes[pair.slice(0, at).trim()] = unescaped(pair.slice(at + 1).trim());
  }
  const name = process.env.OTEL_SERVICE_NAME?.trim();
  if (name) attributes['service.name'] = name;
  attributes['service.name'] ??= 'unknown_service:node';
  return attributes;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
