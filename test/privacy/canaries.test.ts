import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCatalogSet } from '../../src/classify/catalog-set.ts';
import { explain } from '../../src/classify/explain.ts';
import { supportText } from '../../src/cli/support-text.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { classifyText } from '../../src/evidence/from-text.ts';
import { type Canary, Planter } from './canaries.ts';
import { startCanaryServer } from './canary-server.ts';
import { canaryCases } from './cases.ts';
import { searchIn } from './leaked.ts';
import type { Job } from './program.ts';
import { type CanaryRun, type Exported, runCanaries } from './run-canaries.ts';

const planter = new Planter();
const cases = canaryCases(planter);
const recorded = recordedByOthers();

/** The attributes of other instrumentations that our processors read, with a canary in each. */
function recordedByOthers(): Job['recorded'] {
  return ['openai', 'anthropic', 'minimax', 'dashscope', 'coze'].map((provider) => {
    const at = (place: string) => `span of ${provider}: ${place}`;
    return {
      name: `chat ${provider}`,
      attributes: {
        'gen_ai.provider.name': provider,
        'gen_ai.input.messages': planter.prompt(at('input')),
        'gen_ai.output.messages': planter.prompt(at('output')),
        'error.type': planter.keyThatIsNoId(at('error.type')),
        'exception.type': planter.keyThatIsNoId(at('exception.type')),
        'exception.message': `401 Incorrect API key provided: ${planter.key(at('exception.message'))}, input ${planter.prompt(at('echo'))}`,
        'anthropic.request.id': planter.keyThatIsNoId(at('request id')),
        'ai.response.body': JSON.stringify({
          error: { code: planter.key(at('code')), message: planter.prompt(at('body')) },
        }),
        'url.full': `https://api.openai.com/v1?key=${planter.key(at('url.full'))}`,
      },
    };
  });
}

/** What we may write, in the words of the documentation. */
const documented = new Set(
  [...readFileSync(join(process.cwd(), 'docs/attributes.md'), 'utf8').matchAll(/`([a-z_]+(?:\.[a-z_]+)+)`/g)].map(
    ([, key]) => key,
  ),
);
const native = new Set(createCatalogSet().all.map(({ requestIdAttribute }) => requestIdAttribute));

let server: Awaited<ReturnType<typeof startCanaryServer>>;
let bare: CanaryRun;
let plugin: CanaryRun;
let withMessages: CanaryRun;
let spool: CanaryRun;

beforeAll(async () => {
  server = await startCanaryServer(cases);
  const job: Job = { cases, urls: server.urls, recorded };
  const messages = { OTEL_LLM_ERRORS_MESSAGES: 'true' };
  [bare, plugin, withMessages, spool] = await Promise.all([
    runCanaries(job, server.hosts, 'bare'),
    runCanaries(job, server.hosts, 'plugin'),
    runCanaries(job, server.hosts, 'plugin', messages),
    runCanaries(job, server.hosts, 'spool', messages),
  ]);
}, 400_000);
afterAll(() => server?.close());

/** What is there with the plugin and was not without it, and all that our own scope sends. */
function ours({ exported }: CanaryRun): Exported[] {
  const theirs = new Set(bare.exported.map(({ signal, key, value }) => `${signal} ${key} ${value}`));
  const known = new Set(bare.exported.map(({ signal, key }) => `${signal} ${key}`));
  return exported.filter(({ signal, key, value }) => {
    if (signal === 'event' || signal === 'metric' || !known.has(`${signal} ${key}`)) return true;
    return (
      (documented.has(key) || native.has(key) || key.startsWith('the ')) && !theirs.has(`${signal} ${key} ${value}`)
    );
  });
}

/** The canaries that a text holds, and where they were planted. */
function found(canaries: readonly Canary[], text: string, where: string): string[] {
  const has = searchIn(text);
  return canaries.filter(({ mark }) => has(mark)).map(({ place, value }) => `${where} <- ${place}: ${value}`);
}

function foundIn(canaries: readonly Canary[], run: CanaryRun): string[] {
  const values = new Map(ours(run).map((each) => [`${each.key} ${each.value}`, each]));
  return [
    ...[...values.values()].flatMap(({ signal, key, value }) => found(canaries, value, `${signal} ${key}`)),
    ...found(canaries, run.stdout, 'stdout'),
    ...found(canaries, run.stderr, 'stderr'),
    ...found(canaries, run.files, 'spool'),
  ];
}

const secrets = () => planter.planted.filter(({ kind }) => kind !== 'prompt');
const prompts = () => planter.planted.filter(({ kind }) => kind === 'prompt');

describe('of the canaries that are planted in every call', () => {
  it('there are more than 500, and the search finds them where the program itself exports them', () => {
    expect(planter.planted.length).toBeGreaterThan(500);
    expect(new Set(planter.planted.map(({ mark }) => mark)).size).toBe(planter.planted.length);
    const told = readFileSync(join(process.cwd(), 'SECURITY.md'), 'utf8');
    expect(told).toContain(
      `${planter.planted.length} planted keys, names and sentences in ${cases.length} kinds of calls`,
    );
    const exported = bare.exported.map(({ value }) => value).join('\n');
    const has = searchIn(exported);
    expect(planter.planted.filter(({ mark }) => has(mark)).length).toBeGreaterThan(150);
  });

  it('every call is seen', () => {
    const told = (run: CanaryRun) =>
      run.exported.filter(({ signal, key }) => signal === 'log' && key === 'the body').length;
    expect([told(plugin), told(withMessages)]).toEqual([told(bare), told(bare)]);
    const events = plugin.exported.filter(({ signal, key }) => signal === 'event' && key === 'the event name');
    // All but the two healthy calls and the stream that was cut without a word, and the unreachable ones.
    expect(events.length).toBeGreaterThanOrEqual(cases.length - 2);
    expect(JSON.parse(plugin.stdout).trips).toEqual(['winston format']);
    expect(plugin.stderr).toContain('winston format failed');
  });

  it('none leaves the process', () => {
    const leaks = foundIn(planter.planted, plugin);
    console.log(`${leaks.length} of ${planter.planted.length} planted keys and canaries left the process`);
    expect(leaks).toEqual([]);
  });

  it('with messages no key and nobody’s name leaves it, and of prompts only what the provider’s message repeats', () => {
    expect(foundIn(secrets(), withMessages)).toEqual([]);
    const said = foundIn(prompts(), withMessages);
    expect(said.filter((leak) => !/^(?:span|log|event) llm_error\.message <- /.test(leak))).toEqual([]);
    expect(said.length).toBeGreaterThan(10);
  });

  it('no key stands in the files of the spool', () => {
    expect(spool.files.match(/llm_error\.attempt_failed/g)?.length).toBeGreaterThan(10);
    expect(foundIn(secrets(), spool)).toEqual([]);
  });

  it('the plugin adds documented attributes only', () => {
    const before = new Set(bare.exported.map(({ key }) => key));
    const added = new Set(ours(withMessages).map(({ key }) => key));
    const strange = [...added].filter(
      (key) => !before.has(key) && !documented.has(key) && !native.has(key) && !key.startsWith('the '),
    );
    expect(strange).toEqual([]);
  });

  it('the text for the support has no key', () => {
    const catalogs = createCatalogSet();
    for (const { answer, provider } of cases) {
      const body = answer.chunks.map((chunk) => Buffer.from(chunk, 'base64').toString()).join('');
      const cause = classifyResponse({ body, provider }, { catalogs }) ?? classifyText(body, { provider, catalogs });
      if (!cause) continue;
      const text = supportText(cause, explain(cause, { catalogs }), { language: 'en', vendor: provider });
      expect(found(secrets(), `${text}${JSON.stringify(cause)}`, 'support')).toEqual([]);
    }
  });
});
