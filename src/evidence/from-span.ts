import { general } from '../classify/general.ts';
import { own } from '../classify/own.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import { type EvidenceOptions, hostOf, whoAnswered } from './context.ts';
import { headerLookup } from './headers.ts';
import { judge } from './judge.ts';
import { readText } from './read-text.ts';
import { isId, isName } from './redact.ts';

/** The part of a span that tells about a failure. */
export interface SpanEvidence {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events?:
    | readonly { readonly name: string; readonly attributes?: Readonly<Record<string, unknown>> | undefined }[]
    | undefined;
  readonly status?: { readonly code: number; readonly message?: string | undefined } | undefined;
}

/** Where instrumentations write what we look for, by preference. */
const PROVIDER = ['gen_ai.provider.name', 'gen_ai.system', 'llm.provider', 'ai.model.provider'];
const URLS = ['url.full', 'http.url', 'gen_ai.openai.api_base'];
const STATUS = ['http.response.status_code', 'http.status_code'];
const REQUEST_ID = ['anthropic.request.id', 'openai.request.id', 'aws.request_id', 'azure.service.request.id'];
const CODE = ['error.type', 'error.code', 'exception.type'];
const TEXT = ['exception.message', 'error.message', 'langfuse.observation.status_message', 'ai.error.message'];
const BODY = ['ai.response.body', 'http.response.body', 'error.response.body'];

/** Where a failure is said of a span whose status nobody set. */
const LEVEL = 'langfuse.observation.level';

const OK = 1;
const ERROR = 2;

/**
 * Names the cause of a failure from what another instrumentation recorded on a span: its status, `error.type`, exception events, and the
 * attributes that hold an answer. Gives undefined for a span that shows no failure.
 */
export function classifySpan(span: SpanEvidence, options: EvidenceOptions = {}): LlmErrorClassification | undefined {
  const sources = [
    span.attributes,
    ...(span.events ?? []).flatMap(({ name, attributes }) => (name === 'exception' && attributes ? [attributes] : [])),
  ];
  return classifyRecorded(sources, {
    ...options,
    failed: showsFailure(span),
    texts: [span.status?.message],
  });
}

/** Whether a span says that what it stands for failed, be it by its status or, where nobody set that, by what was recorded. */
export function showsFailure({ status, attributes, events }: Partial<SpanEvidence>): boolean {
  if (status?.code === ERROR) return true;
  if (status?.code === OK) return false;
  return (
    attributes?.['error.type'] !== undefined ||
    attributes?.[LEVEL] === 'ERROR' ||
    (events !== undefined && events.length > 0 && events.some(({ name }) => name === 'exception'))
  );
}

/** The host that a span or record names, with its port where that is told: users can assign a provider to either. */
export function hostIn(attributes: Readonly<Record<string, unknown>>): string | undefined {
  const [address] = scalar(attributes['server.address']);
  if (address === undefined) return hostOf(URLS.flatMap((key) => scalar(attributes[key]))[0]);
  const [port] = scalar(attributes['server.port']);
  return port === undefined ? address : `${address}:${port}`;
}

interface Recorded extends EvidenceOptions {
  /** The record itself says that something failed. */
  readonly failed: boolean;
  readonly texts: readonly (string | undefined)[];
}

/** Reads attribute sets, first ones first, as instrumentations of many kinds write them. */
export function classifyRecorded(
  sources: readonly Readonly<Record<string, unknown>>[],
  recorded: Recorded,
): LlmErrorClassification | undefined {
  const all = (keys: readonly string[]) => sources.flatMap((source) => keys.flatMap((key) => scalar(source[key])));
  const codes = [...new Set(all(CODE))].filter((code) => !/^(?:Error|_OTHER|[1-5]\d\d)$/.test(code) && isName(code));
  const texts = [...new Set([...recorded.texts, ...all(TEXT), ...all(BODY)])].filter(
    (text): text is string => text !== undefined && text !== '',
  );
  const status = Number(all(STATUS)[0] ?? all(CODE).find((code) => /^[45]\d\d$/.test(code)));
  const httpStatus = status >= 100 && status <= 599 ? status : undefined;
  if (!recorded.failed && codes.length === 0 && !(httpStatus !== undefined && httpStatus >= 400)) return undefined;
  const headers = headerLookup(undefined);
  let answerer = whoAnswered(
    {
      catalogs: recorded.catalogs,
      provider: recorded.provider ?? all(PROVIDER)[0],
      url: recorded.url ?? sources.map(hostIn).find((host) => host !== undefined),
    },
    headers,
  );
  const reads = texts.map((text) => {
    const read = readText(text, answerer, { failed: true });
    answerer = read.answerer;
    return read;
  });
  const message = texts[0];
  const exceptions = codes.filter((code) => own(general().exceptions, code) !== undefined);
  const layers = [
    ...codes
      .filter((code) => !exceptions.includes(code))
      .map((code) => ({
        failed: true,
        ...(isCode(code) ? { code } : { type: code }),
        ...(message !== undefined && { message }),
      })),
    ...reads.flatMap((read) => read.layers),
  ];
  const found = judge({
    answerer,
    layers,
    values: reads.flatMap((read) => read.values),
    texts,
    headers,
    status: httpStatus ?? reads.find((read) => read.status !== undefined)?.status,
    exceptions: exceptions.length > 0 ? exceptions : undefined,
  });
  const requestId = all(REQUEST_ID).find(isId);
  const inBand = httpStatus !== undefined && httpStatus < 400;
  return requestId === undefined ? { ...found, inBand } : { ...found, inBand, requestId, requestIdSource: 'span' };
}

/** Class names of SDK errors are types, not codes that a provider sent. */
function isCode(name: string): boolean {
  return !/(?:Error|Exception)$/.test(name) && name.length <= 100;
}

function scalar(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  return [];
}
