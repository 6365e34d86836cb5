import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createOtlpReceiver, type OtlpReceiver } from '../otlp/otlp-receiver.ts';
import { type Installed, installPackage } from './packed.ts';
import { type CodeBlock, type Page, ROOT, readPages } from './pages.ts';

/** A cause is named, or the status tells that the taps are in. */
const TELLING = /authentication|billing|rate_limited|taps: \[ 'undici', 'http', 'http2' \]/;

let installed: Installed;
let receiver: OtlpReceiver;
let vendor: Server;
let vendorHost: string;

beforeAll(async () => {
  installed = installPackage();
  receiver = await createOtlpReceiver();
  vendor = createServer((_request, response) => {
    const answer = { base_resp: { status_code: 1004, status_msg: 'login fail' } };
    response.writeHead(200, { 'content-type': 'application/json', 'trace-id': '04b8a0d1c2e3f405' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  vendorHost = `127.0.0.1:${(vendor.address() as AddressInfo).port}`;
}, 60_000);

afterAll(async () => {
  vendor.close();
  await receiver.close();
  installed.remove();
});

/** Runs a script of the shell where a reader would, and gives what it printed and sent. */
async function run(script: string, cwd: string, env: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr } = await promisify(execFile)('sh', ['-e', '-c', script], {
    cwd,
    env: {
      PATH: process.env.PATH,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_LLM_ERRORS_HOSTS: `${vendorHost}=minimax`,
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
      ...env,
    },
  });
  expect(stderr).toBe('');
  const logs = [...receiver.logs];
  receiver.clear();
  return { stdout, logs };
}

/** The blocks of JavaScript by the file name in their first line. */
function filesOf({ blocks }: Page): Readonly<Record<string, string>> {
  const named = ({ language, code }: CodeBlock): [string, string][] => {
    const name = /^\/\/ (\S+\.mjs)\n/.exec(code)?.[1];
    if (language === 'js' && !name) throw new Error(`a block of JavaScript without a file name: ${code}`);
    return name ? [[name, code.replaceAll('https://api.minimax.io', `http://${vendorHost}`)]] : [];
  };
  return Object.fromEntries(blocks.flatMap(named));
}

/** What of a block of shell commands is to be run; npm's own commands are for the reader. */
function scriptOf({ code }: CodeBlock): string {
  const lines = code.split('\n').filter((line) => !line.startsWith('npm '));
  return lines.join('\n').trim().replaceAll('npx otel-llm-errors', `node ${installed.cli}`);
}

describe.each(readPages().map((page) => [page.path, page] as const))('%s', (path, page) => {
  it('has code that runs', async () => {
    const files = filesOf(page);
    const project = installed.project(path, files);
    const scripts = page.blocks.filter(({ language }) => language === 'sh').map(scriptOf);
    for (const script of scripts.filter((text) => /^(?:\w+=\S+ |echo .*\| )*node /m.test(text))) {
      const { stdout, logs } = await run(script, project);
      expect(stdout + JSON.stringify(logs)).toMatch(TELLING);
    }
    const used = [...scripts, ...Object.values(files).map((code) => code.replace(/^.*\n/, ''))].join('\n');
    for (const [name, code] of Object.entries(files)) {
      const expected = [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, words]) => words as string);
      if (used.includes(name) && expected.length === 0) continue;
      const { stdout } = await run(`node ${name}`, project);
      for (const words of expected) expect(stdout).toContain(words);
    }
  }, 120_000);
});

it.each([
  ['minimal-esm', 'node --env-file=otel.env --import otel-llm-errors/register app.js'],
  ['minimal-cjs', 'node --env-file=otel.env --require ./telemetry.js app.js'],
])(
  'the example %s starts and names its failure',
  async (name, start) => {
    const project = installed.project(name, {});
    cpSync(join(ROOT, 'examples', name), project, {
      recursive: true,
      filter: (file) => !file.includes('node_modules'),
    });
    const { stdout } = await run('npm start --silent', project, { MINIMAX_BASE_URL: `http://${vendorHost}` });
    expect(stdout).toContain("'llm_error.category': 'authentication'");
    const { logs } = await run(start, project, {
      MINIMAX_BASE_URL: `http://${vendorHost}`,
      OTEL_LOGS_EXPORTER: 'otlp',
    });
    expect(logs.map(({ eventName }) => eventName)).toEqual(['llm_error.attempt_failed']);
  },
  60_000,
);
