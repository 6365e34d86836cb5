import { join } from 'node:path';
import { readCorpus } from './corpus.ts';
import type { PeerSource } from './peer.ts';
import { cozeSdk } from './peers/coze-sdk.ts';
import { httpStatus } from './peers/http-status.ts';
import { litellm } from './peers/litellm.ts';
import { openaiSdk } from './peers/openai-sdk.ts';
import { openclaw } from './peers/openclaw.ts';
import { thisProject } from './peers/this-project.ts';
import { COLUMNS, scorePeer } from './score.ts';

const folder = process.env.CORPUS_DIR;
if (folder === undefined) throw new Error('CORPUS_DIR must name the folder that holds dev.jsonl');
const corpus = readCorpus(join(folder, 'dev.jsonl'));

const sources: Readonly<Record<string, PeerSource>> = {
  'otel-llm-errors': thisProject,
  'HTTP status': httpStatus,
  openai: openaiSdk,
  LiteLLM: litellm,
  OpenClaw: openclaw,
  '@coze/api': cozeSdk,
};

const rows: string[][] = [];
const absent: string[] = [];
for (const [name, source] of Object.entries(sources)) {
  try {
    for (const peer of await source()) rows.push([peer.name, ...(await scorePeer(peer, corpus))]);
  } catch (error) {
    absent.push(`${name} did not run: ${(error as Error).message.split('\n')[0]}`);
  }
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
console.log(line(['classifier', ...COLUMNS.map(({ title }) => title)]));
console.log(line(['---', ...COLUMNS.map(() => '--:')]));
for (const row of rows) console.log(line(row));
for (const reason of absent) console.log(`\n${reason}`);
