import type { ErrorCategory } from '../../../src/classify/categories.ts';
import { explain, explainCode } from '../../../src/classify/explain.ts';
import type { LlmErrorClassification } from '../../../src/classify/types.ts';
import { classifyClose } from '../../../src/evidence/from-close-frame.ts';
import { classifyError } from '../../../src/evidence/from-error.ts';
import { classifyLogRecord } from '../../../src/evidence/from-log-record.ts';
import { classifyResponse, type ResponseEvidence } from '../../../src/evidence/from-response.ts';
import { classifySpan, type SpanEvidence } from '../../../src/evidence/from-span.ts';
import { classifyText } from '../../../src/evidence/from-text.ts';
import type { HeaderSource } from '../../../src/evidence/headers.ts';
import { RawHeaders } from '../../../src/instrumentation/raw-headers.ts';
import type { Dice } from '../dice.ts';
import { build, ERROR_KINDS, put } from '../hostile.ts';
import type { Mutator } from '../mutator.ts';
import { demand, demandSame, demandUnpolluted, demandWellFormed, freeze } from '../properties.ts';
import { Seeded } from '../seeded.ts';
import type { SeedAnswer } from '../seeds.ts';
import { type Target, target } from '../target.ts';

type Found = LlmErrorClassification | undefined;

/** Demands a sound outcome; in some cases also the same one again, of an input that nobody can write to. */
function judge(way: number, input: () => unknown, run: (input: never) => Found): void {
  const found = run(input() as never);
  demandWellFormed(found);
  if (way % 8 === 0) demandSame(found, run(freeze(input()) as never), 'a second time, frozen');
}

const HEADER_FORMS: readonly ((headers: Readonly<Record<string, unknown>>) => unknown)[] = [
  (headers) => headers,
  (headers) => Object.entries(headers),
  (headers) => Object.entries(headers).flat(),
  (headers) => new Map(Object.entries(headers)),
  (headers) => ({ get: (name: string) => headers[name] ?? null }),
  (headers) => new RawHeaders(headers),
  (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]])),
  () => null,
];

interface ResponseCase extends SeedAnswer {
  readonly way: number;
}

export function drawResponse(dice: Dice, mutator: Mutator): ResponseCase {
  const seed = dice.pick(mutator.seeds.answers);
  const way = dice.below(64);
  const hostile = way % 4 === 3;
  let body = mutator.value(seed.body, dice, hostile);
  if (dice.once(2)) body = typeof body === 'string' ? body : JSON.stringify(body);
  if (typeof body === 'string' && dice.once(2)) body = mutator.text(body, dice);
  return {
    way,
    body,
    ...(!dice.once(6) && { url: dice.once(10) ? mutator.text(seed.url ?? '', dice) : seed.url }),
    ...(!dice.once(6) && {
      status: dice.once(4) ? dice.pick([200, 101, 404, 429, 500, 599, 0, -1, 1e9]) : seed.status,
    }),
    headers: drawHeaders(dice, mutator, seed.headers, hostile),
    ...(dice.once(3) && { provider: seed.provider ?? dice.pick(mutator.seeds.catalogs).provider }),
  };
}

function drawHeaders(
  dice: Dice,
  mutator: Mutator,
  seed: SeedAnswer['headers'],
  hostile: boolean,
): SeedAnswer['headers'] {
  if (dice.once(3)) return seed;
  const name = dice.pick(['retry-after', 'x-should-retry', 'content-type', 'retry-after-ms', 'x-request-id']);
  const changed = mutator.value({ [name]: dice.pick(['3', 'true', 'x']), ...seed }, dice, hostile);
  return changed !== null && typeof changed === 'object' ? (changed as Record<string, unknown>) : undefined;
}

/** The case as a caller would hand it over. */
export function asResponse({ way, url, status, headers, body, provider }: ResponseCase): ResponseEvidence {
  return {
    ...(typeof url === 'string' && { url }),
    ...(typeof status === 'number' && { status }),
    ...(typeof provider === 'string' && { provider }),
    headers: asHeaders(build(headers), Math.floor(way / 8)) as HeaderSource | undefined,
    body: build(body),
  };
}

function asHeaders(headers: unknown, form: number): unknown {
  const as = HEADER_FORMS[form % HEADER_FORMS.length];
  // As it is now and then, whatever it is.
  return form === 0 || headers === null || typeof headers !== 'object' ? headers : as?.(readable(headers));
}

interface ErrorCase {
  readonly way: number;
  readonly error: unknown;
  readonly url?: string | undefined;
}

/** An error as an SDK makes it of an answer, with another one around it or beside it. */
function drawError(dice: Dice, mutator: Mutator, depth = 0): unknown {
  const seed = dice.pick(mutator.seeds.answers);
  const json = typeof seed.body === 'string' ? seed.body : JSON.stringify(seed.body);
  const inner = depth < 3 && dice.once(2) ? drawError(dice, mutator, depth + 1) : undefined;
  const carrier = dice.pick(['error', 'responseBody', 'rawError', 'body', 'data', 'response', 'value']);
  const fields = {
    $: dice.pick([...ERROR_KINDS, 'plain']),
    message: dice.pick([`${seed.status} ${json}`, json ?? '', 'fetch failed', dice.pick(mutator.seeds.texts)]),
    ...(dice.once(3) && { name: dice.pick(['APIError', 'AbortError', 'RateLimitError', 'TimeoutError']) }),
    ...(dice.once(3) && { code: dice.pick(['ECONNRESET', 'ENOTFOUND', 'ERR_BAD_REQUEST', 1008, '1008', null]) }),
    ...(dice.once(2) && { status: seed.status }),
    ...(dice.once(3) && { headers: seed.headers }),
    [carrier]: carrier === 'response' ? { data: seed.body, status: seed.status, headers: seed.headers } : seed.body,
    ...(inner !== undefined && (dice.once(3) ? { errors: [inner, inner] } : { cause: inner })),
  };
  return mutator.value(fields, dice, dice.once(4));
}

function drawSpan(dice: Dice, mutator: Mutator): SpanEvidence & { readonly way: number } {
  const text = () =>
    dice.once(2) ? dice.pick(mutator.seeds.texts) : mutator.text(dice.pick(mutator.seeds.texts), dice);
  const exception = { 'exception.type': dice.pick(['APIError', 'Error', '1008']), 'exception.message': text() };
  const attributes = {
    'gen_ai.provider.name': dice.pick(mutator.seeds.catalogs).provider,
    'gen_ai.operation.name': 'chat',
    [dice.pick(['http.response.status_code', 'error.code', 'server.port'])]: dice.pick([429, '429', 200, 1e9]),
    [dice.pick(['error.type', 'server.address', 'url.full', 'http.url'])]: dice.pick([
      ...mutator.seeds.words,
      'https://api.coze.cn/x',
    ]),
    [dice.pick(['error.message', 'http.response.body', 'ai.response.body', 'langfuse.observation.level'])]: text(),
  };
  return {
    way: dice.below(8),
    name: 'chat',
    attributes: mutator.value(attributes, dice, dice.once(4)) as Record<string, unknown>,
    events: mutator.value([{ name: 'exception', attributes: exception }], dice, dice.once(8)) as [],
    status: { code: dice.below(4), message: text() },
  };
}

/** A span whose parts have the types that OpenTelemetry gives them; the values in them are anything. */
export function asSpan({ name, attributes, events, status }: Partial<SpanEvidence>): SpanEvidence {
  const list = Array.isArray(events) ? events : [];
  return {
    name: String(name),
    attributes: record(build(attributes)),
    events: list.map((event) => ({ name: 'exception', attributes: record(build(event?.attributes)) })),
    status: { code: Number(status?.code ?? 2), message: typeof status?.message === 'string' ? status.message : '' },
  };
}

/** Attributes as an SDK holds them: a plain object of its own, whatever the values are. */
function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? readable(value) : { value };
}

/** What can be read of a value's own fields, in a plain object. */
export function readable(value: object): Record<string, unknown> {
  const copy = {};
  try {
    for (const key of Object.keys(value)) put(copy, key, (value as Record<string, unknown>)[key]);
  } catch {
    // What was read before is enough.
  }
  return copy;
}

export { drawError, drawSpan };

interface LogCase {
  readonly way: number;
  readonly body: unknown;
  readonly attributes: unknown;
}

export function drawLog(dice: Dice, mutator: Mutator): LogCase {
  const { body } = dice.pick(mutator.seeds.answers);
  const said = dice.once(2) ? dice.pick(mutator.seeds.texts) : body;
  const error = dice.once(2) ? drawError(dice, mutator) : body;
  const attributes = { error, 'exception.message': dice.pick(mutator.seeds.texts), 'exception.type': 'APIError' };
  const hostile = dice.once(4);
  return {
    way: dice.below(8),
    body: mutator.value(said, dice, hostile),
    attributes: mutator.value(attributes, dice, hostile),
  };
}

/** The ways into `src/classify` and `src/evidence` that name a cause. */
export function judgingTargets(mutator: Mutator): readonly Target[] {
  const { seeds } = mutator;
  const rules = ['general#/messages/0', ...seeds.catalogs.flatMap(rulesOf)];
  return [
    target({
      name: 'classifyResponse',
      cases: new Seeded((dice) => drawResponse(dice, mutator)),
      check: (input) =>
        judge(
          input.way,
          () => asResponse(input),
          (response) => classifyResponse(response),
        ),
    }),
    target({
      name: 'classifyError',
      share: 0.2,
      cases: new Seeded(
        (dice): ErrorCase => ({
          way: dice.below(8),
          error: drawError(dice, mutator),
          ...(dice.once(3) && { url: dice.pick(seeds.answers).url }),
        }),
      ),
      check: ({ way, error, url }) =>
        judge(
          way,
          () => build(error),
          (built) => classifyError(built, { url }),
        ),
    }),
    target({
      name: 'classifyText',
      cases: new Seeded((dice) => ({ way: dice.below(8), text: mutator.text(dice.pick(seeds.texts), dice) })),
      check: ({ way, text }) =>
        judge(
          way,
          () => String(text ?? ''),
          (built) => classifyText(built),
        ),
    }),
    target({
      name: 'classifySpan',
      share: 0.4,
      cases: new Seeded((dice) => drawSpan(dice, mutator)),
      check: (input) =>
        judge(
          input.way,
          () => asSpan(input),
          (span) => classifySpan(span),
        ),
    }),
    target({
      name: 'classifyLogRecord',
      share: 0.1,
      cases: new Seeded((dice) => drawLog(dice, mutator)),
      check: ({ way, body, attributes }) =>
        judge(
          way,
          () => ({ body: build(body), attributes: record(build(attributes)) }),
          (log) => classifyLogRecord(log, { provider: way < 4 ? 'minimax' : undefined }),
        ),
    }),
    target({
      name: 'classifyClose',
      cases: new Seeded((dice) => ({
        way: dice.below(8),
        code: dice.pick([undefined, 1000, 1005, 1008, 1011, 1013, 3000, 4001, 65_535]),
        reason: mutator.text(dice.pick(seeds.texts).slice(0, 123), dice),
        url: dice.pick(seeds.answers).url,
      })),
      check: ({ way, code, reason, url }) =>
        judge(
          way,
          () => ({ code, reason: reason ?? '' }),
          (frame) => classifyClose(frame, { url, status: 101 }),
        ),
    }),
    target({
      name: 'explain',
      cases: new Seeded((dice) => ({
        category: dice.pick(['billing', 'unknown', 'rate_limited']),
        rule: dice.once(2) ? dice.pick(rules) : mutator.text(dice.pick(rules), dice),
        provider: dice.once(2) ? dice.pick(seeds.catalogs).provider : dice.pick(seeds.words),
        code: dice.pick(seeds.words),
      })),
      check: ({ category, rule, provider, code }) => {
        const words = explain({ category: category as ErrorCategory, rule: rule ?? '', provider: provider ?? '' });
        demand(typeof words.title === 'string' && typeof words.remedy === 'string', 'an explanation without words');
        const known = explainCode(provider ?? '', code ?? '');
        demand(known === undefined || typeof known.title === 'string', 'a code without a title');
        demandUnpolluted();
      },
    }),
  ];
}

function rulesOf({
  provider,
  codes,
  messages = [],
}: {
  provider: string;
  codes: object;
  messages?: readonly unknown[];
}) {
  const ofCodes = Object.keys(codes).flatMap((code) => [
    `${provider}#/codes/${code}`,
    `${provider}#/codes/${code}/rules/0`,
  ]);
  return [...ofCodes, ...messages.map((_, index) => `${provider}#/messages/${index}`)];
}
