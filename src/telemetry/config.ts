import { builtinCatalogSet, type CatalogSet, createCatalogSet } from '../classify/catalog-set.ts';
import { defineCatalog } from '../classify/define-catalog.ts';
import type { Catalog } from '../classify/generated/catalog.ts';
import { own } from '../classify/own.ts';
import type { Language } from '../classify/types.ts';
import {
  booleanRule,
  choiceRule,
  decide,
  type Environment,
  fromEnv,
  integerRule,
  listRule,
  type Rule,
  recordRule,
} from './option-rules.ts';
import { LlmErrorOptionsError } from './options-error.ts';

/** What we may do to `error.type` on a span that somebody else made. */
export type ErrorTypePolicy = 'fill' | 'refine' | 'preserve';

/** Texts that go onto spans only when asked for. */
export type SpanText = 'remediation' | 'docs_url';

/** Options of every part of this package. What code leaves out is taken from `OTEL_LLM_ERRORS_*`, then from the default. */
export interface LlmErrorOptions {
  /** `false` switches everything off; so does `OTEL_LLM_ERRORS_DISABLED=true`, whatever code says. Default `true`. */
  readonly enabled?: boolean;
  /** Your own catalogs: new providers, or replacements of the built-in ones. */
  readonly catalogs?: readonly Catalog[];
  /** Host → provider, for gateways and private addresses (`{ 'llm.corp.example': 'minimax' }`). */
  readonly hosts?: Readonly<Record<string, string>>;
  /** Host → label of the account that pays for it. */
  readonly accounts?: Readonly<Record<string, string>>;
  /** Adds the provider's own message, redacted, to spans and log records. Default `false`: providers echo inputs. */
  readonly messages?: boolean;
  /** Language of titles and remedies. Default `en`. */
  readonly remediationLanguage?: Language;
  /**
   * `fill` sets `error.type` where it is absent, `refine` also replaces generic values such as class names, `preserve` never
   * touches it. Default `fill`.
   */
  readonly errorType?: ErrorTypePolicy;
  /** Adds the request id under the provider's own name too (`minimax.trace_id`). Default `true`. */
  readonly nativeRequestId?: boolean;
  /** Texts to add to spans, which log records have anyway. Default none. */
  readonly spanTexts?: readonly SpanText[];
  /** OpenTelemetry severity number of the event, 1 to 24. Default 13 (WARN). */
  readonly eventSeverity?: number;
  /** Events a minute for each provider and code; more are counted and said in the next one. Default 60. */
  readonly eventsPerMinute?: number;
}

/** The options as the instrumentation takes them. */
export type LlmErrorInstrumentationConfig = LlmErrorOptions;

/** Options with every value decided. */
export interface LlmErrorConfig {
  readonly enabled: boolean;
  readonly catalogs: CatalogSet;
  readonly accounts: Readonly<Record<string, string>>;
  readonly messages: boolean;
  readonly remediationLanguage: Language;
  readonly errorType: ErrorTypePolicy;
  readonly nativeRequestId: boolean;
  readonly spanTexts: ReadonlySet<SpanText>;
  readonly eventSeverity: number;
  readonly eventsPerMinute: number;
}

const RULES = {
  hosts: recordRule('OTEL_LLM_ERRORS_HOSTS', 'host=provider'),
  accounts: recordRule('OTEL_LLM_ERRORS_ACCOUNTS', 'host=label'),
  messages: booleanRule('OTEL_LLM_ERRORS_MESSAGES', false),
  remediationLanguage: choiceRule<Language>('OTEL_LLM_ERRORS_REMEDIATION_LANGUAGE', ['en', 'zh']),
  errorType: choiceRule<ErrorTypePolicy>('OTEL_LLM_ERRORS_ERROR_TYPE', ['fill', 'refine', 'preserve']),
  nativeRequestId: booleanRule('OTEL_LLM_ERRORS_NATIVE_REQUEST_ID', true),
  spanTexts: listRule<SpanText>('OTEL_LLM_ERRORS_SPAN_TEXTS', ['remediation', 'docs_url']),
  eventSeverity: integerRule('OTEL_LLM_ERRORS_EVENT_SEVERITY', 13, 1, 24),
  eventsPerMinute: integerRule('OTEL_LLM_ERRORS_EVENTS_PER_MINUTE', 60, 0, 1_000_000),
} as const;

const DISABLED = booleanRule('OTEL_LLM_ERRORS_DISABLED', false);

/**
 * Decides every option. A wrong value in code throws `LlmErrorOptionsError`; a wrong environment variable costs one line
 * through `diag` and the default, because it must not stop a program.
 */
export function resolveConfig(options: LlmErrorOptions = {}, env: Environment = process.env): LlmErrorConfig {
  if (typeof options !== 'object' || options === null) throw new LlmErrorOptionsError('options', options, 'an object');
  for (const name of Object.keys(options)) {
    if (!(name in RULES) && name !== 'enabled' && name !== 'catalogs') {
      throw new LlmErrorOptionsError(
        name,
        'set',
        `one of the options enabled, catalogs, ${Object.keys(RULES).join(', ')}`,
      );
    }
  }
  const { enabled = true, catalogs } = options;
  if (typeof enabled !== 'boolean') throw new LlmErrorOptionsError('enabled', enabled, 'true or false');
  if (catalogs !== undefined && !Array.isArray(catalogs)) {
    throw new LlmErrorOptionsError('catalogs', catalogs, 'an array of catalogs');
  }
  const hosts = value('hosts', options, env);
  const builtin = catalogs === undefined && Object.keys(hosts).length === 0;
  return {
    enabled: enabled && !fromEnv(DISABLED, env),
    catalogs: builtin
      ? builtinCatalogSet()
      : createCatalogSet({ catalogs: [...(catalogs ?? [])].map(defineCatalog), hosts }),
    accounts: value('accounts', options, env),
    messages: value('messages', options, env),
    remediationLanguage: value('remediationLanguage', options, env),
    errorType: value('errorType', options, env),
    nativeRequestId: value('nativeRequestId', options, env),
    spanTexts: new Set(value('spanTexts', options, env)),
    eventSeverity: value('eventSeverity', options, env),
    eventsPerMinute: value('eventsPerMinute', options, env),
  };
}

/** The account that pays for a host, which may have a port. */
export function accountOf(host: string | undefined, { accounts }: LlmErrorConfig): string | undefined {
  return host === undefined ? undefined : (own(accounts, host) ?? own(accounts, host.replace(/:\d+$/, '')));
}

type Values = { [Name in keyof typeof RULES]: (typeof RULES)[Name]['fallback'] };

function value<Name extends keyof Values>(name: Name, options: LlmErrorOptions, env: Environment): Values[Name] {
  return decide(name, options[name], RULES[name] as Rule<Values[Name]>, env);
}
