import type { CatalogTexts } from './catalog-texts.ts';
import { pattern, wildcard } from './pattern.ts';
import type { CatalogRules, CauseRule, CodeEntry, ConditionalRule, EnvelopeRule, MessageRule } from './rules.ts';

/** Where in a catalog a cause was found. */
export interface FoundCause {
  readonly cause: CauseRule;
  readonly match: 'code' | 'prefix' | 'type' | 'message';
  readonly rule: string;
  /** The code that a message rule stands for. */
  readonly code?: string;
}

/** What identifies a catalog before its rules are unpacked. */
export interface CatalogHead {
  readonly provider: string;
  readonly aliases?: readonly string[];
  readonly hosts: readonly string[];
  readonly signatureHeaders?: readonly string[];
  readonly checked: string;
}

/** One provider's catalog; its rules are unpacked when they are first asked for. */
export class CompiledCatalog {
  readonly provider: string;
  /** The day the catalog was last compared with its sources. */
  readonly version: string;
  readonly #unpack: () => CatalogRules;
  readonly #unpackTexts: () => CatalogTexts | undefined;
  #texts: CatalogTexts | undefined;
  #rules: CatalogRules | undefined;
  #codes: ReadonlyMap<string, string> | undefined;
  #prefixes: readonly string[] = [];
  #surfaces: readonly { readonly path: RegExp; readonly operation: string | undefined }[] | undefined;
  #success: ReadonlySet<string> | undefined;
  #failureMarker: RegExp | undefined;

  constructor(
    head: CatalogHead,
    unpack: () => CatalogRules,
    unpackTexts: () => CatalogTexts | undefined = () => undefined,
  ) {
    this.provider = head.provider;
    this.version = head.checked;
    this.#unpack = unpack;
    this.#unpackTexts = unpackTexts;
  }

  get rules(): CatalogRules {
    return (this.#rules ??= this.#unpack());
  }

  /** Titles, remedies, sources and the support contact; none for a provider that no catalog describes. */
  get texts(): CatalogTexts | undefined {
    return (this.#texts ??= this.#unpackTexts());
  }

  get requestIdAttribute(): string | undefined {
    return this.rules.requestId.attribute;
  }

  /** `gen_ai.operation.name` of calls to this URL path, where the catalog says it. */
  operationFor(path: string): string | undefined {
    this.#surfaces ??= (this.rules.surfaces ?? []).flatMap(({ paths, operation }) =>
      paths.map((each) => ({ path: wildcard(each), operation })),
    );
    return this.#surfaces.find((surface) => surface.path.test(path))?.operation;
  }

  isSuccess(code: string): boolean {
    this.#success ??= new Set(this.rules.success ?? ['0', '']);
    return this.#success.has(code);
  }

  /** The catalog's key for a code as it came: exact, by alias, or by the longest prefix. */
  keyOf(code: string): string | undefined {
    const codes = (this.#codes ??= this.#indexCodes());
    return codes.get(code) ?? this.#prefixes.find((prefix) => code.startsWith(prefix.slice(0, -1)));
  }

  #indexCodes(): ReadonlyMap<string, string> {
    const codes = new Map<string, string>();
    for (const [key, entry] of Object.entries(this.rules.codes)) {
      codes.set(key, key);
      for (const alias of entry.aliases ?? []) codes.set(alias, key);
    }
    this.#prefixes = [...codes.keys()].filter((key) => key.endsWith('*')).sort((a, b) => b.length - a.length);
    return codes;
  }

  /** The cause that a known code stands for, refined by the entry's ordered rules. */
  causeOfCode(code: string, message: string, status: number | undefined): FoundCause | undefined {
    const key = this.keyOf(code);
    if (key === undefined) return undefined;
    const entry = this.rules.codes[key] as CodeEntry;
    const index = (entry.rules ?? []).findIndex((rule) => holds(rule, message, status));
    const path = `${this.provider}#/codes/${key}`;
    const match = key.endsWith('*') ? 'prefix' : 'code';
    if (index < 0) return { cause: entry, match, rule: path };
    return { cause: entry.rules?.[index] as ConditionalRule, match, rule: `${path}/rules/${index}` };
  }

  causeOfMessage(message: string, status: number | undefined): FoundCause | undefined {
    return causeOfMessage(this.rules.messages ?? [], message, status, `${this.provider}#/messages`);
  }

  causeOfType(type: string): FoundCause | undefined {
    const cause = this.rules.types?.[type];
    return cause && { cause, match: 'type', rule: `${this.provider}#/types/${type}` };
  }

  /** Tells cheaply whether the data of a server-sent event can hold a failure, so that healthy chunks are never parsed. */
  get failureMarker(): RegExp {
    return (this.#failureMarker ??= failureMarker(this.rules.envelopes));
  }
}

/** The first rule of an ordered list whose conditions all hold. */
export function causeOfMessage(
  rules: readonly MessageRule[],
  message: string,
  status: number | undefined,
  path: string,
): FoundCause | undefined {
  const index = message === '' ? -1 : rules.findIndex((rule) => holds(rule, message, status));
  if (index < 0) return undefined;
  const cause = rules[index] as MessageRule;
  return { cause, match: 'message', rule: `${path}/${index}`, ...(cause.code !== undefined && { code: cause.code }) };
}

function holds(rule: ConditionalRule, message: string, status: number | undefined): boolean {
  if (rule.status && (status === undefined || !rule.status.includes(status))) return false;
  if (rule.message !== undefined && !pattern(rule.message).test(message)) return false;
  return rule.unless === undefined || !pattern(rule.unless).test(message);
}

/** Keys that healthy answers have too: they tell nothing. */
const COMMON_KEYS = new Set(
  'choices candidates content data delta detail details header id message model output response results role status type usage'.split(
    ' ',
  ),
);

/** The quoted keys and values without which none of the envelopes can match. */
export function failureMarker(envelopes: readonly EnvelopeRule[]): RegExp {
  const words = new Set(envelopes.flatMap(tellingWords).map(escapePattern));
  // Alternatives between quotes: the engine looks for the quote first, so that prose costs next to nothing.
  return words.size === 0 ? /"error"/ : new RegExp(`"(?:${[...words].join('|')})"`);
}

/** Words one of which stands in every answer that the envelope fits: wanted values, else a key that healthy answers lack. */
function tellingWords({ when = {}, code = [] }: EnvelopeRule): readonly string[] {
  const conditions = Object.entries(when).filter(([pointer]) => !pointer.startsWith('@'));
  const valued = conditions.find(
    ([, values]) => Array.isArray(values) && values.every((value) => typeof value === 'string'),
  );
  if (valued) return valued[1] as readonly string[];
  const pointers = conditions.length > 0 ? conditions.map(([pointer]) => pointer) : code;
  const keys = pointers.map(tellingKey);
  if (conditions.length === 0) return keys;
  return [keys.find((key) => !COMMON_KEYS.has(key)) ?? (keys[0] as string)];
}

function tellingKey(pointer: string): string {
  const keys = pointer.split('/').filter((segment) => segment !== '' && segment !== '*' && !/^\d+$/.test(segment));
  return keys.find((key) => !COMMON_KEYS.has(key)) ?? (keys.at(-1) as string);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
