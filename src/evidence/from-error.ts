import { general } from '../classify/general.ts';
import { own } from '../classify/own.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import { type EvidenceOptions, whoAnswered } from './context.ts';
import { parseJson } from './find-json.ts';
import { classifyResponse } from './from-response.ts';
import { type HeaderSource, headerLookup } from './headers.ts';
import { judge } from './judge.ts';
import { elements, get, has, plain } from './plain.ts';
import { readLayers } from './read-layers.ts';
import { readText } from './read-text.ts';
import { isName } from './redact.ts';

const MAX_LINKS = 16;

/** What one link of an error's cause chain tells; every field is read defensively, for getters may throw. */
interface Link {
  readonly names: readonly string[];
  readonly message: string | undefined;
  readonly status: number | undefined;
  readonly headers: HeaderSource | undefined;
  readonly url: string | undefined;
  /** Answer bodies that hang on the error: parsed JSON or text. */
  readonly bodies: readonly unknown[];
}

/**
 * Names the cause of a thrown error, of whatever SDK: it walks `cause`, `lastError` and `errors`, and reads the answer that hangs on the
 * error (`error.error`, `response.data`, `responseBody`, `rawError` …). Gives undefined when nothing tells of a failed call.
 */
export function classifyError(error: unknown, options: EvidenceOptions = {}): LlmErrorClassification | undefined {
  const links = chain(error).map(readLink);
  if (links.length === 0) return typeof error === 'string' ? classifyThrownText(error, options) : undefined;
  const exceptions = [...new Set(links.flatMap((link) => link.names))];
  const answered = {
    ...options,
    url: options.url ?? last(links, (link) => link.url),
    status: last(links, (link) => link.status),
    headers: last(links, (link) => link.headers),
  };
  for (const link of [...links].reverse()) {
    // A link that has an answer of its own speaks for itself: an AggregateError holds the failures of several calls.
    const own =
      link.status === undefined && link.url === undefined
        ? answered
        : { ...options, ...link, url: options.url ?? link.url };
    for (const body of link.bodies) {
      const found = classifyResponse({ ...own, body }, options);
      if (found && found.match !== 'http_status' && found.match !== 'none') return withException(found, exceptions);
    }
  }
  return fromWords(links, exceptions, answered, options);
}

function classifyThrownText(text: string, options: EvidenceOptions): LlmErrorClassification | undefined {
  return fromWords(
    [{ names: [], message: text, status: undefined, headers: undefined, url: undefined, bodies: [] }],
    [],
    options,
    options,
  );
}

interface Answered extends EvidenceOptions {
  readonly status?: number | undefined;
  readonly headers?: HeaderSource | undefined;
}

/** No body told the cause: the messages, codes and names of the errors themselves are asked. */
function fromWords(
  links: readonly Link[],
  exceptions: readonly string[],
  answered: Answered,
  options: EvidenceOptions,
): LlmErrorClassification | undefined {
  const headers = headerLookup(answered.headers);
  const texts = [...new Set(links.flatMap((link) => (link.message ? [link.message] : [])))];
  let answerer = whoAnswered({ ...options, url: answered.url }, headers);
  const reads = texts.map((text) => {
    const read = readText(text, answerer, { failed: true });
    answerer = read.answerer;
    return read;
  });
  const { catalogs, catalog } = answerer;
  const bodies = links
    .flatMap((link) => link.bodies)
    .map((body) => (typeof body === 'string' ? parseJson(body) : body));
  const codes = exceptions
    .filter((name) => own(general().exceptions, name) === undefined)
    .map((code) => ({ failed: true, code, ...(texts.at(-1) !== undefined && { message: texts.at(-1) as string }) }))
    .filter(
      ({ code }) =>
        catalog?.keyOf(code) !== undefined ||
        own(general().codes, code) !== undefined ||
        own(general().types, code) !== undefined,
    );
  const layers = [
    ...codes,
    ...reads.flatMap((read) => read.layers),
    ...bodies.flatMap((body) => readLayers(body, { catalogs, catalog, failed: true })),
  ];
  const status = answered.status ?? reads.find((read) => read.status !== undefined)?.status;
  const thrown = exceptions.filter((name) => own(general().exceptions, name) !== undefined);
  const found = judge({
    answerer,
    layers,
    values: [...bodies, ...reads.flatMap((read) => read.values)],
    texts,
    headers,
    status,
    phase: answered.status === undefined ? 'connect' : 'response',
    exceptions: thrown.length > 0 ? thrown : undefined,
  });
  const told =
    found.match !== 'none' || status !== undefined || found.code !== undefined || found.provider !== undefined;
  return told ? withException(found, exceptions) : undefined;
}

function withException(found: LlmErrorClassification, exceptions: readonly string[]): LlmErrorClassification {
  const exception = found.exception ?? exceptions.at(-1);
  return exception === undefined || exception === found.code ? found : { ...found, exception };
}

/** The error and what it wraps, outermost first. Safe against cycles and against depth. */
function chain(error: unknown): readonly object[] {
  const seen = new Set<object>();
  const queue: unknown[] = [error];
  while (queue.length > 0 && seen.size < MAX_LINKS) {
    const link = queue.shift();
    if (link === null || typeof link !== 'object' || seen.has(link)) continue;
    seen.add(link);
    queue.push(get(link, 'cause'), get(link, 'lastError'), ...elements(get(link, 'errors'), -4));
  }
  return [...seen];
}

function readLink(error: object): Link {
  const response = get(error, 'response');
  const metadata = get(error, '$metadata');
  const config = get(error, 'config');
  const text = (...values: unknown[]) =>
    values.find((value) => typeof value === 'string' && value !== '') as string | undefined;
  const number = (...values: unknown[]) =>
    values
      .filter(isScalar)
      .map(Number)
      .find((value) => value >= 100 && value <= 599);
  const headers = [get(error, 'headers'), get(error, 'responseHeaders'), get(response, 'headers')].find(
    (value) => value !== null && typeof value === 'object',
  );
  return {
    names: [
      text(get(error, 'code'), get(error, 'type')),
      text(get(error, 'name')),
      text(get(get(error, 'constructor'), 'name')),
    ].filter((name): name is string => name !== undefined && name !== 'Error' && name !== 'Object' && isName(name)),
    message: text(get(error, 'message')),
    status: number(
      get(error, 'status'),
      get(error, 'statusCode'),
      get(response, 'status'),
      get(response, 'statusCode'),
      get(metadata, 'httpStatusCode'),
    ),
    headers: headers as HeaderSource | undefined,
    url: text(get(error, 'url'), get(response, 'url'), absoluteUrl(get(config, 'baseURL'), get(config, 'url'))),
    bodies: bodiesOf(error, response),
  };
}

function absoluteUrl(base: unknown, path: unknown): string | undefined {
  if (typeof path === 'string' && /^[a-z]+:\/\//i.test(path)) return path;
  return typeof base === 'string' && base !== '' ? base : undefined;
}

/** Where SDKs hang the answer: openai and Anthropic `error`, axios `response.data`, the AI SDK `responseBody`, coze `rawError`. */
function bodiesOf(error: object, response: unknown): readonly unknown[] {
  const inner = plain(get(error, 'error'));
  const bodies = [
    get(error, 'responseBody'),
    get(error, 'rawError'),
    get(response, 'data'),
    get(response, 'body'),
    get(error, 'body'),
    get(error, 'data'),
    inner === null || typeof inner !== 'object'
      ? undefined
      : 'error' in inner || 'base_resp' in inner
        ? inner
        : { error: inner },
    inner,
    isAnswer(error) ? error : undefined,
  ];
  return bodies.filter((body) => (typeof body === 'string' && body !== '') || isPlain(body)).map(plain);
}

/** A thing that is no Error but the answer itself, thrown or logged. */
function isAnswer(error: object): boolean {
  return !has(error, 'stack');
}

function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string';
}

function isPlain(value: unknown): boolean {
  return (
    value !== null &&
    typeof value === 'object' &&
    !ArrayBuffer.isView(value) &&
    typeof get(value, 'pipe') !== 'function'
  );
}

function last<T>(links: readonly Link[], pick: (link: Link) => T | undefined): T | undefined {
  return pick(links.findLast((link) => pick(link) !== undefined) ?? (links[0] as Link));
}
