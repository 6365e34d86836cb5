import type { CatalogSet } from '../classify/catalog-set.ts';
import type { CompiledCatalog } from '../classify/compiled-catalog.ts';
import { firstPresent } from '../evidence/json-pointer.ts';

const withTraceId = new WeakMap<CatalogSet, readonly CompiledCatalog[]>();

/** The vendor whose answer, failed or not, an object with a `trace_id` is: log back ends take that key for OpenTelemetry's. */
export function vendorOfTraceId(body: object, catalogs: CatalogSet): CompiledCatalog | undefined {
  let vendors = withTraceId.get(catalogs);
  if (!vendors) {
    vendors = catalogs.all.filter(({ rules }) => rules.requestId.from.some((place) => place.body === '/trace_id'));
    withTraceId.set(catalogs, vendors);
  }
  return vendors.find(({ rules }) =>
    rules.envelopes.some(({ vendor, code }) => vendor === true && firstPresent(body, code) !== undefined),
  );
}
