import type { CatalogTexts } from './catalog-texts.ts';
import { compileEnvelopes, type Envelope } from './envelope.ts';
import { general, tellingEnvelopesOfAll } from './general.ts';
import { holds, MessageRules } from './message-rules.ts';
import { own } from './own.ts';
import { pattern, wildcard } from './pattern.ts';
import { remember } from './remember.ts';
import type { CatalogRules, CauseRule, CodeEntry, ConditionalRule } from './rules.ts';
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
  #envelopes: readonly Envelope[] | undefined;
  #vendorEnvelopes: readonly Envelope[] | undefined;
  #messages: MessageRules | undefined;

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
    this.#messages ??= new MessageRules(this.rules.messages ?? [], `${this.provider}#/messages`);
    return this.#messages.find(message, status);
  }

  /** The last code inside a message that the catalog knows, in the order of the catalog's patterns. */
  readonly embeddedCode: (message: string) => string | undefined = remember((message) => {
    for (const source of this.rules.embeddedCodes ?? []) {
      const matches = [...message.matchAll(new RegExp(pattern(source).source, 'gi'))];
      const known = matches.findLast((match) => match[1] !== undefined && this.keyOf(match[1]) !== undefined);
      if (known) return known[1];
    }
    return undefined;
  });

  causeOfType(type: string): FoundCause | undefined {
    const cause = own(this.rules.types, type);
    return cause && { cause, match: 'type', rule: `${this.provider}#/types/${type}` };
  }

  /** Words one of which stands in every answer whose shape proves this vendor; told without unpacking the rules. */
  get vendorWords(): readonly string[] {
    return this.#vendorWords ?? this.vendorEnvelopes.flatMap(({ rule }) => tellingWords(rule));
  }

  /** The shapes in which this provider tells of a failure, in the order in which they are tried. */
  get envelopes(): readonly Envelope[] {
    return (this.#envelopes ??= compileEnvelopes(this.rules.envelopes));
  }

  /** The envelopes that no other vendor sends. */
  get vendorEnvelopes(): readonly Envelope[] {
    return (this.#vendorEnvelopes ??= this.envelopes.filter(({ rule }) => rule.vendor === true));
  }

  /** Tells cheaply whether a JSON text can hold a failure, so that healthy answers and chunks are never parsed. */
  get failureMarker(): RegExp {
    const { envelopes, success = ['0', ''] } = this.rules;
    return (this.#failureMarker ??= failureMarker(
      [...envelopes, ...tellingEnvelopesOfAll()],
      [...success, ...general().success],
    ));
  }
}
