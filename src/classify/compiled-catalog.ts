import type { CatalogTexts } from './catalog-texts.ts';
import { own } from './own.ts';
import { pattern, wildcard } from './pattern.ts';
import type { CatalogRules, CauseRule, CodeEntry, ConditionalRule, EnvelopeRule, MessageRule } from './rules.ts';
import { failureMarker, tellingWords } from './telling-words.ts';

/** Where in a catalog a cause was found. */
export interface FoundCause {
  readonly cause: CauseRule;
  readonly match: 'code' | 'prefix' | 'type' | 'message';
  readonly rule: string;
  /** The code that a message rule stands for. */
  readonly code?: string;
  /** The code stands for all sorts of mistakes: a clear message refines it. */
  readonly coarse?: boolean;
}

/** What identifies a catalog before its rules are unpacked. */
export interface CatalogHead {
  readonly provider: string;
  readonly aliases?: readonly string[];
  readonly hosts: readonly string[];
  readonly signatureHeaders?: readonly string[];
  readonly checked: string;
  /** Words one of which stands in every answer whose shape proves this vendor; made from the rules where it is absent. */
  readonly vendorWords?: readonly string[];
  readonly proofs?: readonly string[];
}

/** One provider's catalog; its rules are unpacked when they are first asked for. */
export class CompiledCatalog {
  readonly provider: string;
  /** The day the catalog was last compared with its sources. */
  readonly version: string;
  /** Patterns of words that no other vendor writes. */
  readonly proofs: readonly string[];
  readonly #vendorWords: readonly string[] | undefined;
  readonly #unpack: () => CatalogRules;
  readonly #unpackTexts: () => CatalogTexts | undefined;
  #texts: CatalogTexts | undefined;
  #rules: CatalogRules | undefined;
  #codes: ReadonlyMap<string, string> | undefined;
  #prefixes: readonly string[] = [];
  #surfaces: readonly { readonly path: RegExp; readonly operation: string | undefined }[] | undefined;
  #success: ReadonlySet<string> | undefined;
  #failureMarker: RegExp | undefined;
  #vendorEnvelopes: readonly EnvelopeRule[] | undefined;

  constructor(
    head: CatalogHead,
    unpack: () => CatalogRules,
    unpackTexts: () => CatalogTexts | undefined = () => undefined,
  ) {
    this.provider = head.provider;
    this.version = head.checked;
    this.proofs = head.proofs ?? [];
    this.#vendorWords = head.vendorWords;
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
    const prefix = this.#prefixes.find((each) => code.startsWith(each.slice(0, -1)));
    return codes.get(code) ?? (prefix === undefined ? undefined : codes.get(prefix));
  }

  /** Whether the catalog lists this very code, or names it as an alias. */
  has(code: string): boolean {
    return (this.#codes ??= this.#indexCodes()).has(code);
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
    if (index < 0) return { cause: entry, match, rule: path, coarse: entry.coarse === true };
    return { cause: entry.rules?.[index] as ConditionalRule, match, rule: `${path}/rules/${index}` };
  }

  causeOfMessage(message: string, status: number | undefined): FoundCause | undefined {
    return causeOfMessage(this.rules.messages ?? [], message, status, `${this.provider}#/messages`);
  }

  causeOfType(type: string): FoundCause | undefined {
    const cause = own(this.rules.types, type);
    return cause && { cause, match: 'type', rule: `${this.provider}#/types/${type}` };
  }

  /** Words one of which stands in every answer whose shape proves this vendor; told without unpacking the rules. */
  get vendorWords(): readonly string[] {
    return this.#vendorWords ?? this.vendorEnvelopes.flatMap(tellingWords);
  }

  /** The envelopes that no other vendor sends. */
  get vendorEnvelopes(): readonly EnvelopeRule[] {
    return (this.#vendorEnvelopes ??= this.rules.envelopes.filter((envelope) => envelope.vendor === true));
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
