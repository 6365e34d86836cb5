import { join } from 'node:path';
import { readCatalogFiles } from '../../scripts/catalog-files.ts';
import { EventStreamReader } from '../../src/evidence/event-stream-reader.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { hostOf } from '../catalogs/render-answer.ts';
import { BODIES, STREAMS } from './bodies.ts';
import { TRAPS } from './traps.ts';

const { catalogs } = readCatalogFiles(join(__dirname, '../..'));

/** Where an answer may come from: each provider's host, a name that only an SDK says, or nobody knows. */
const origins = [
  ...catalogs.map(({ catalog }) => ({
    origin: catalog.provider,
    known: catalog.hosts.length > 0 ? { url: `https://${hostOf(catalog)}/v1/example` } : { provider: catalog.provider },
  })),
  { origin: 'an SDK that says openai of every server', known: { url: 'https://llm.example/v1', provider: 'openai' } },
  { origin: 'a server that nobody knows', known: {} },
];

describe.each(origins)('a healthy answer of $origin', ({ known }) => {
  it.each(Object.entries(BODIES))('raises no alarm whatever the model says: %s', (_form, body) => {
    const alarms = TRAPS.flatMap((text) =>
      [body(text), JSON.stringify(body(text))].flatMap((each) => {
        const found = classifyResponse({ ...known, status: 200, body: each });
        return found ? [{ text, rule: found.rule, code: found.code }] : [];
      }),
    );
    expect(alarms).toEqual([]);
  });

  it.each(Object.entries(STREAMS))('raises no alarm as a stream: %s', (_form, stream) => {
    const alarms = TRAPS.flatMap((text) => {
      const reader = new EventStreamReader({ ...known, status: 200 });
      for (const chunk of stream(text).match(/[\s\S]{1,97}/g) ?? []) reader.push(chunk);
      const found = reader.end() ?? classifyResponse({ ...known, status: 200, body: stream(text) });
      return found ? [{ text, rule: found.rule, code: found.code }] : [];
    });
    expect(alarms).toEqual([]);
  });
});
