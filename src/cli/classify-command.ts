import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import { explain } from '../classify/explain.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import { classifyResponse } from '../evidence/from-response.ts';
import { classifyText } from '../evidence/from-text.ts';
import { classifyObserved, toRecord } from './classify-lines.ts';
import { type CommandOptions, retryableWord } from './explain-command.ts';
import { UsageError } from './read-catalog-file.ts';
import { supportText } from './support-text.ts';
import { label, lines } from './words.ts';

export interface ClassifyOptions extends CommandOptions {
  readonly jsonl: boolean;
  readonly provider: string | undefined;
}

/** Classifies a pasted text, or evidence objects line by line; exits 1 when a text shows no failure. */
export async function classifyCommand(args: readonly string[], options: ClassifyOptions): Promise<number> {
  if (options.jsonl) return classifyJsonLines(options);
  const text = args.length > 0 ? args.join(' ') : await readAll(process.stdin);
  if (text.trim() === '') throw new UsageError('classify takes a text, as an argument or on standard input');
  const { catalogs, provider, language, json } = options;
  const answered = /^\s*[[{]/.test(text) ? classifyResponse({ body: text, provider }, { catalogs }) : undefined;
  const found = answered ?? classifyText(text, { catalogs, provider });
  if (json) process.stdout.write(`${JSON.stringify(found ? toRecord(found) : null)}\n`);
  else if (found) process.stdout.write(report(found, options));
  else process.stdout.write(`${label(language, 'noFailure')}\n`);
  return found ? 0 : 1;
}

async function classifyJsonLines({ catalogs }: ClassifyOptions): Promise<number> {
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    process.stdout.write(`${JSON.stringify(classifyObserved(parseLine(line, number), catalogs))}\n`);
  }
  return 0;
}

function parseLine(line: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line);
    if (value !== null && typeof value === 'object') return value;
  } catch {
    // told below, with the number of the line
  }
  throw new UsageError(`line ${number} of standard input: must be one JSON object`);
}

function report(found: LlmErrorClassification, { catalogs, language }: ClassifyOptions): string {
  const words = explain(found, { catalogs, language });
  const word = (key: Parameters<typeof label>[1]) => label(language, key);
  const seconds = found.retryAfter === undefined ? undefined : `${found.retryAfter} ${word('seconds')}`;
  const source = found.requestIdSource === undefined ? '' : ` (${found.requestIdSource})`;
  const vendor = found.provider === undefined ? undefined : catalogs.forName(found.provider)?.texts?.title[language];
  const ticket = supportText(found, words, { language, vendor });
  const ready = ticket === undefined ? '' : `  ${word('ticket')}:\n${ticket.replace(/^/gm, '    ')}\n`;
  const known = lines([
    `${[found.provider ?? '?', found.code].filter((part) => part !== undefined).join(' ')}: ${words.title}`,
    [word('category'), found.category],
    [word('fault'), found.fault],
    [word('retryable'), retryableWord(found.retryable, language)],
    [word('retryAfter'), seconds],
    [word('resetAt'), found.resetAt],
    [word('remedy'), words.remedy],
    [word('upstream'), found.upstreamProvider],
    [word('requestId'), found.requestId === undefined ? undefined : `${found.requestId}${source}`],
    [word('message'), found.message],
    [word('docs'), words.docsUrl],
    [word('support'), [words.support?.contact ?? words.support?.url, words.support?.quote].filter(Boolean).join(' — ')],
    [word('rule'), `${found.match} (${found.rule})`],
  ]);
  return known + ready;
}
