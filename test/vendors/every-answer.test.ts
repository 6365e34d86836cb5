import { createCatalogSet } from '../../src/classify/catalog-set.ts';
import type { LlmErrorClassification } from '../../src/classify/types.ts';
import { EventStreamReader } from '../../src/evidence/event-stream-reader.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import type { Surface, Vendor, VendorAnswer, VendorCall } from './vendor.ts';
import { vendors } from './vendor-server.ts';

const HOST = '127.0.0.1:4000';

/** Reads an answer as a tap does: a stream event by event, the rest at once. */
function read(vendor: Vendor, path: string, answer: VendorAnswer): LlmErrorClassification | undefined {
  const catalogs = createCatalogSet({ hosts: { [HOST]: vendor.name } });
  const response = { url: `http://${HOST}${path}`, status: answer.status, headers: answer.headers };
  if (typeof answer.body === 'string') return classifyResponse({ ...response, body: answer.body }, { catalogs });
  const reader = new EventStreamReader(response, { catalogs });
  for (const chunk of answer.body) reader.push(chunk);
  return reader.end();
}

const every = Object.values(vendors).flatMap((vendor) =>
  vendor.surfaces.map((surface) => [`${vendor.name}/${surface.name}`, vendor, surface] as const),
);
function callOf(vendor: Vendor, surface: Surface): VendorCall {
  const query = new URLSearchParams();
  return { path: surface.path.replaceAll('*', '1'), query, body: { model: 'm' }, requestId: vendor.newRequestId() };
}

describe.each(every)('an answer of %s', (_, vendor, surface) => {
  it('is no failure when it succeeds, or is still running', () => {
    const call = callOf(vendor, surface);
    expect(read(vendor, call.path, surface.succeed(call))).toBeUndefined();
    if (surface.pending) expect(read(vendor, call.path, surface.pending(call))).toBeUndefined();
  });

  it.each(surface.rows.map((row) => [row.id, row] as const))('names the cause of %s', (_id, row) => {
    const call = callOf(vendor, surface);
    const cause = read(vendor, call.path, surface.fail(call, row));
    expect({ ...cause }).toMatchObject({
      provider: vendor.name,
      code: row.code,
      category: row.category,
      requestId: call.requestId,
    });
    expect(cause?.retryable ?? null).toBe(row.retryable);
  });
});
