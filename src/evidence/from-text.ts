import type { LlmErrorClassification } from '../classify/types.ts';
import { type EvidenceOptions, whoAnswered } from './context.ts';
import { looksLikeEventStream, readEventStream } from './event-stream-reader.ts';
import { headerLookup } from './headers.ts';
import { judge } from './judge.ts';
import { readText } from './read-text.ts';

const NO_HEADERS = headerLookup(undefined);

/**
 * Names the cause of a failure from a piece of text: a log line, a pasted error, a gateway's wrapper around the provider's answer.
 * Gives undefined for a text that names no failure.
 */
export function classifyText(text: string, options: EvidenceOptions = {}): LlmErrorClassification | undefined {
  if (looksLikeEventStream(text)) {
    const streamed = readEventStream(text, options);
    if (streamed) return streamed;
  }
  const { answerer, layers, values, status, exceptions } = readText(text, whoAnswered(options, NO_HEADERS), {
    failed: true,
  });
  const found = judge({ answerer, layers, values, texts: [text], headers: NO_HEADERS, status, exceptions });
  return found.match === 'none' && found.code === undefined ? undefined : { ...found, inBand: false };
}
