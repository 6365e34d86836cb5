import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { categories } from '../../src/classify/categories.ts';
import { resolveConfig } from '../../src/telemetry/config.ts';
import * as semconv from '../../src/telemetry/semconv.ts';
import { codeIn, proseOf, ROOT, readPage, readPages, tableBelow } from './pages.ts';

const pages = readPages();
const config = readFileSync(join(ROOT, 'src/telemetry/config.ts'), 'utf8');
const spool = readFileSync(join(ROOT, 'src/delivery/spool-options.ts'), 'utf8');
const { version, scripts, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

function valuesOf(prefix: string): string[] {
  return Object.entries(semconv)
    .filter(([name]) => name.startsWith(prefix))
    .map(([, value]) => value);
}

describe('options', () => {
  const rows = tableBelow(readPage('README.md'), 'Options');

  it('are all in the README, each with its variable', () => {
    const told = Object.fromEntries(rows.map(([option = '', env = '']) => [codeIn(option)[0], codeIn(env)[0]]));
    const rules = [...config.matchAll(/^ {2}(\w+): \w+Rule(?:<\w+>)?\('(OTEL_LLM_ERRORS_\w+)'/gm)];
    expect(rules.length).toBeGreaterThan(5);
    expect(told).toEqual({
      enabled: /DISABLED = booleanRule\('(\w+)'/.exec(config)?.[1],
      catalogs: undefined,
      ...Object.fromEntries(rules.map(([, option, env]) => [option, env])),
    });
  });

  it('have the defaults that the README gives', () => {
    const defaults = resolveConfig({}, {}) as unknown as Readonly<Record<string, unknown>>;
    for (const [option = '', , told = ''] of rows) {
      const name = codeIn(option)[0] ?? '';
      if (told !== 'none') expect([name, codeIn(told)[0]]).toEqual([name, String(defaults[name])]);
    }
  });

  it('of the spool are in docs/delivery.md, each with its variable', () => {
    const told = tableBelow(readPage('docs/delivery.md'), 'Options of the spool')
      .map(([option = '', env = '']) => [codeIn(option)[0], codeIn(env)[0]])
      .filter(([, env]) => env?.startsWith('OTEL_LLM_ERRORS_'));
    const rules = [...spool.matchAll(/^ {2}(\w+): \w+Rule\('(OTEL_LLM_ERRORS_\w+)'/gm)];
    expect(rules.length).toBeGreaterThan(3);
    expect(told).toEqual(rules.map(([, option, env]) => [option, env]));
  });

  it('are the only variables of ours that pages name', () => {
    const known = new Set(`${config}${spool}`.match(/OTEL_LLM_ERRORS_\w*[A-Z]/g));
    const named = pages.flatMap(({ text }) => text.match(/OTEL_LLM_ERRORS_\w*[A-Z]/g) ?? []);
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('attributes and metrics', () => {
  const ours = [...valuesOf('LLM_ERROR_'), ...valuesOf('EVENT_'), ...valuesOf('METRIC_')];

  it('of ours are all in docs/attributes.md', () => {
    const told = new Set(codeIn(proseOf(readPage('docs/attributes.md'))));
    expect(ours.filter((name) => !told.has(name))).toEqual([]);
  });

  it('that pages name are those that the code spells', () => {
    const known = new Set([...Object.values(semconv), 'llm_error.catalog']);
    const named = pages.flatMap(({ text }) => text.match(/\bllm_error\.[a-z_.]*[a-z]/g) ?? []);
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the comparison', () => {
  it('quotes the sums of the page of blind spots, without the columns "nothing" and "ours, alone"', () => {
    const sums = tableBelow(readPage('docs/blind-spots.md'), 'What each tool sees').slice(-5);
    const quoted = sums.map((row) => row.filter((_, index) => index !== 1 && index !== row.length - 2));
    expect(tableBelow(readPage('README.md'), 'What others see')).toEqual(quoted);
  });
});

it('the README counts the categories', () => {
  expect(readPage('README.md').text).toContain(`one of [${Object.keys(categories).length} causes]`);
});

it('the scripts that pages name exist', () => {
  const named = pages.flatMap(({ text }) => [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name));
  expect(named.filter((name) => scripts[name ?? ''] === undefined)).toEqual([]);
});

it('the versions to install are those that the tests run with', () => {
  const commands = pages.flatMap(({ text }) => text.match(/^npm install .*/gm) ?? []);
  expect(commands.length).toBeGreaterThan(2);
  for (const command of commands) {
    expect(command).toContain(`otel-llm-errors-${version}.tgz`);
    for (const [, name = '', wanted = ''] of command.matchAll(/ (@[\w/-]+)@(\S+)/g)) {
      if (wanted !== 'latest') expect(`${devDependencies[name]}.`).toMatch(new RegExp(`^${wanted}\\.`));
    }
  }
});
