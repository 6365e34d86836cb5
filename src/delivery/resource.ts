import { type Attributes, trace } from '@opentelemetry/api';
import { getLoggerProvider } from '../telemetry/logger.ts';

/** A resource of SDK 2 and 3. Read while it is pending, `attributes` complains through `diag`. */
interface ResourceLike {
  readonly attributes?: Attributes;
  readonly asyncAttributesPending?: boolean;
  getRawAttributes?(): readonly (readonly [name: string, value: unknown])[];
  waitForAsyncAttributes?(): Promise<void>;
}

/** Providers of SDK 2 and 3; there is no public way to their resource. */
interface WithResource {
  readonly _sharedState?: { readonly resource?: ResourceLike };
  readonly _resource?: ResourceLike;
}

/** The resource of the program's SDK, as far as it is known; without an SDK, what `OTEL_*` variables say. */
export function resourceAttributes(): Attributes {
  const resource = programResource();
  return (resource?.asyncAttributesPending ? foundSoFar(resource) : resource?.attributes) ?? fromEnvironment();
}

/**
 * Resolves when what the SDK's detectors look up in the background is known; `undefined` when nothing is. An SDK waits for it
 * only when it exports.
 */
export function pendingResource(): Promise<void> | undefined {
  const resource = programResource();
  return resource?.asyncAttributesPending ? resource.waitForAsyncAttributes?.() : undefined;
}

function programResource(): ResourceLike | undefined {
  const logs = getLoggerProvider() as WithResource | undefined;
  const proxy = trace.getTracerProvider() as { getDelegate?(): WithResource };
  return logs?._sharedState?.resource ?? proxy.getDelegate?.()._resource;
}

function foundSoFar(resource: ResourceLike): Attributes | undefined {
  const raw = resource.getRawAttributes?.();
  if (!raw) return undefined;
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of raw) if (!isPromise(value)) attributes[name] ??= value;
  return attributes as Attributes;
}

function isPromise(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
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
