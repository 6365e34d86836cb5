import { DiagLogLevel, diag } from '@opentelemetry/api';
import { resolveConfig } from '../../src/telemetry/config.ts';
import { LlmErrorOptionsError } from '../../src/telemetry/options-error.ts';

const warn = jest.fn();
beforeEach(() => {
  warn.mockReset();
  diag.setLogger(
    { warn, error() {}, info() {}, debug() {}, verbose() {} },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
});
afterEach(() => diag.disable());

it('has a default for every option', () => {
  expect(resolveConfig({}, {})).toMatchObject({
    enabled: true,
    accounts: {},
    messages: false,
    remediationLanguage: 'en',
    errorType: 'fill',
    nativeRequestId: true,
    spanTexts: new Set(),
    eventSeverity: 13,
    eventsPerMinute: 60,
  });
});

it('reads every option from the environment', () => {
  const config = resolveConfig(
    {},
    {
      OTEL_LLM_ERRORS_HOSTS: 'llm.corp.example=minimax, 127.0.0.1:8080 = coze',
      OTEL_LLM_ERRORS_ACCOUNTS: 'api.minimaxi.com=team-a',
      OTEL_LLM_ERRORS_MESSAGES: 'TRUE',
      OTEL_LLM_ERRORS_REMEDIATION_LANGUAGE: 'zh',
      OTEL_LLM_ERRORS_ERROR_TYPE: 'refine',
      OTEL_LLM_ERRORS_NATIVE_REQUEST_ID: 'false',
      OTEL_LLM_ERRORS_SPAN_TEXTS: 'remediation,docs_url',
      OTEL_LLM_ERRORS_EVENT_SEVERITY: '17',
      OTEL_LLM_ERRORS_EVENTS_PER_MINUTE: '5',
    },
  );
  expect(config).toMatchObject({
    accounts: { 'api.minimaxi.com': 'team-a' },
    messages: true,
    remediationLanguage: 'zh',
    errorType: 'refine',
    nativeRequestId: false,
    spanTexts: new Set(['remediation', 'docs_url']),
    eventSeverity: 17,
    eventsPerMinute: 5,
  });
  expect(config.catalogs.forHost('llm.corp.example')?.provider).toBe('minimax');
  expect(config.catalogs.forHost('127.0.0.1:8080')?.provider).toBe('coze');
  expect(warn).not.toHaveBeenCalled();
});

it('lets code win over the environment, except for the kill switch', () => {
  expect(resolveConfig({ errorType: 'preserve' }, { OTEL_LLM_ERRORS_ERROR_TYPE: 'refine' }).errorType).toBe('preserve');
  expect(resolveConfig({ enabled: true }, { OTEL_LLM_ERRORS_DISABLED: 'true' }).enabled).toBe(false);
});

it.each([
  ['OTEL_LLM_ERRORS_HOSTS', 'minimax'],
  ['OTEL_LLM_ERRORS_MESSAGES', 'yes'],
  ['OTEL_LLM_ERRORS_ERROR_TYPE', 'replace'],
  ['OTEL_LLM_ERRORS_SPAN_TEXTS', 'remediation,title'],
  ['OTEL_LLM_ERRORS_EVENT_SEVERITY', 'WARN'],
  ['OTEL_LLM_ERRORS_EVENTS_PER_MINUTE', '-1'],
])('ignores a malformed %s with one line that says what it takes', (name, text) => {
  const { catalogs, ...rest } = resolveConfig({}, { [name]: text });
  const { catalogs: builtin, ...defaults } = resolveConfig({}, {});
  expect(rest).toEqual(defaults);
  expect(catalogs).toBe(builtin);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0][0]).toMatch(new RegExp(`${name}=.*takes`));
});

it.each([
  [{ errorType: 'replace' }, 'errorType', /"errorType" is "replace"; it takes one of fill, refine, preserve/],
  [{ hosts: { 'a.example': 1 } }, 'hosts', /host=provider/],
  [{ accounts: ['x'] }, 'accounts', /host=label/],
  [{ eventSeverity: 99 }, 'eventSeverity', /from 1 to 24/],
  [{ enabled: 'no' }, 'enabled', /true or false/],
  [{ catalogs: {} }, 'catalogs', /array of catalogs/],
  [{ host: {} }, 'host', /hosts/],
  [null, 'options', /an object/],
])('throws for a wrong option in code: %j', (options, option, message) => {
  let thrown: unknown;
  try {
    resolveConfig(options as never, {});
  } catch (error) {
    thrown = error;
  }
  expect(LlmErrorOptionsError.isInstance(thrown)).toBe(true);
  expect(thrown).toMatchObject({ code: 'LLM_ERROR_OPTION_INVALID', option, message: expect.stringMatching(message) });
});
