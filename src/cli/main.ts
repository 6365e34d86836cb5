#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { createCatalogSet } from '../classify/catalog-set.ts';
import type { Language } from '../classify/types.ts';
import { oneLine } from '../evidence/redact.ts';
import { classifyCommand } from './classify-command.ts';
import { explainCommand } from './explain-command.ts';
import { readCatalogFile, UsageError } from './read-catalog-file.ts';

const USAGE = `Usage: otel-llm-errors <command> [options]

  explain <provider> <code>   what a provider's error code means and what to do
  classify [TEXT]             the cause of a pasted error: an argument, or standard input
  classify --jsonl            one evidence object a line on standard input, one classification a line out
                              {"provider","request_url","http_status","headers","body","stream","error"}, any of them null

Options:
  --lang en|zh                language of titles and remedies (default: en)
  --catalog FILE              a catalog of your own; may be given more than once
  --json                      explain, classify: print JSON
  --provider NAME             classify: whose error it is, when you know
  --help                      this text
`;

const { values, positionals } = readArguments();

async function main(): Promise<number> {
  const [command, ...rest] = positionals;
  if (values.help || command === undefined) {
    process.stdout.write(USAGE);
    return command === undefined && !values.help ? 2 : 0;
  }
  const catalogs = createCatalogSet({ catalogs: (values.catalog ?? []).map(readCatalogFile) });
  const options = { catalogs, language: languageOf(values.lang), json: values.json === true };
  if (command === 'explain') return explainCommand(rest, options);
  if (command === 'classify')
    return classifyCommand(rest, { ...options, jsonl: values.jsonl === true, provider: values.provider });
  throw new UsageError(`unknown command "${command}"`);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        catalog: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        jsonl: { type: 'boolean' },
        lang: { type: 'string' },
        provider: { type: 'string' },
      },
    });
  } catch (error) {
    process.stderr.write(`otel-llm-errors: ${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function languageOf(lang: string | undefined): Language {
  if (lang === undefined || lang === 'en' || lang === 'zh') return lang ?? 'en';
  throw new UsageError(`--lang must be en or zh, not "${lang}"`);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!UsageError.isInstance(error)) throw error;
  process.stderr.write(`otel-llm-errors: ${oneLine(error.message)}\n`);
  process.exitCode = 2;
}
