import { builtinTextsOf, mergeTexts } from './catalog-texts.ts';
import { CompiledCatalog } from './compiled-catalog.ts';
import { general } from './general.ts';
import type { Catalog } from './generated/catalog.ts';
import { builtinCatalogs } from './generated/catalogs.ts';
import { foldHeaderName, type HeaderLookup } from './header-lookup.ts';
import { letterPairsOf } from './letter-pairs.ts';
import { mergeCatalog } from './merge-catalog.ts';
import { clip, pattern, wildcard } from './pattern.ts';
import { remember } from './remember.ts';
import type { CatalogRules } from './rules.ts';
import { escapePattern } from './telling-words.ts';
import { unpack } from './unpack.ts';

/** The catalogs in force: the built-in ones, the user's own, and the hosts that the user assigned. */
export interface CatalogSet {
  /** By host name, or `host:port` where the user assigned one. */
  forHost(host: string): CompiledCatalog | undefined;
  /** By `gen_ai.provider.name` or one of its aliases. */
  forName(name: string): CompiledCatalog | undefined;
  /** By a response header that one vendor alone sends. */
  forHeaders(headers: HeaderLookup): CompiledCatalog | undefined;
  /** Header names, folded, that prove a vendor. */
  readonly signatureHeaders: ReadonlySet<string>;
  readonly all: readonly CompiledCatalog[];
  /** The catalogs with a shape that no other vendor sends. */
  readonly provable: readonly CompiledCatalog[];
  /** By the name that a wrapper's text gives (`DashscopeException - …`), a host that stands in it, or words that no other vendor writes. */
  forText(text: string): CompiledCatalog | undefined;
  /** Whether a text can name one of the vendors: by a host of theirs, or a word that only their answers hold. */
  namesVendor(text: string): boolean;
}

export interface CatalogSetOptions {
  /** The user's own catalogs: new providers, or additions to ours. */
  readonly catalogs?: readonly Catalog[];
  /** Host name or `host:port` to provider. */
  readonly hosts?: Readonly<Record<string, string>>;
}

interface Member {
  readonly compiled: CompiledCatalog;
  readonly head: Omit<CatalogRules, 'envelopes' | 'codes' | 'requestId'>;
}

let builtin: CatalogSet | undefined;

/** The catalogs that come with the package. */
export function builtinCatalogSet(): CatalogSet {
  return (builtin ??= createCatalogSet());
}

/** Puts the built-in catalogs, the user's own and the user's hosts together. */
export function createCatalogSet(options: CatalogSetOptions = {}): CatalogSet {
  const members = new Map<string, Member>();
  for (const packed of builtinCatalogs) {
    const rules = () => unpack(packed.rules) as CatalogRules;
    const compiled = new CompiledCatalog(packed, rules, () => builtinTextsOf(packed.provider));
    members.set(packed.provider, { compiled, head: packed });
  }
  for (const own of options.catalogs ?? []) {
    const base = members.get(own.provider)?.compiled;
    const rules = base ? mergeCatalog(base.rules, own) : (own as CatalogRules);
    const checked = own.checked === '' ? (base?.version ?? '') : own.checked;
    const compiled = new CompiledCatalog(
      { ...own, checked },
      () => rules,
      () => mergeTexts(base?.texts, own),
    );
    members.set(own.provider, { compiled, head: rules });
  }
  return new IndexedCatalogSet([...members.values()], options.hosts ?? {});
}

const HOST_IN_TEXT = /(?:(?:https?|wss?):\/\/|\bhost=['"])([a-z0-9][a-z0-9.-]{2,100}(?::\d{1,5})?)/gi;

/** At most this many host decisions are remembered. */
const HOST_CACHE_SIZE = 512;

class IndexedCatalogSet implements CatalogSet {
  readonly all: readonly CompiledCatalog[];
  readonly provable: readonly CompiledCatalog[];
  readonly signatureHeaders: ReadonlySet<string>;
  readonly #byName = new Map<string, CompiledCatalog>();
  readonly #byHost = new Map<string, CompiledCatalog>();
  readonly #byHostPattern: { readonly host: RegExp; readonly catalog: CompiledCatalog }[] = [];
  readonly #byHeader = new Map<string, CompiledCatalog>();
  readonly #hosts: readonly string[];
  #vendorMarker: RegExp | undefined;
  readonly #hostCache = new Map<string, CompiledCatalog | undefined>();

  constructor(members: readonly Member[], hosts: Readonly<Record<string, string>>) {
    this.all = members.map((member) => member.compiled);
    this.provable = this.all.filter((catalog) => catalog.vendorWords.length > 0);
    for (const { compiled, head } of members) {
      for (const name of [compiled.provider, ...(head.aliases ?? [])]) this.#byName.set(name.toLowerCase(), compiled);
      for (const host of head.hosts) {
        if (host.includes('*')) this.#byHostPattern.push({ host: wildcard(host), catalog: compiled });
        else this.#byHost.set(host.toLowerCase(), compiled);
      }
      for (const header of head.signatureHeaders ?? []) this.#byHeader.set(foldHeaderName(header), compiled);
    }
    for (const [host, name] of Object.entries(hosts)) {
      this.#byHost.set(host.toLowerCase(), this.forName(name) ?? unknownProvider(name));
    }
    this.#hosts = [...members.flatMap(({ head }) => head.hosts), ...Object.keys(hosts)];
    this.signatureHeaders = new Set(this.#byHeader.keys());
  }

  forHost(host: string): CompiledCatalog | undefined {
    if (this.#hostCache.has(host)) return this.#hostCache.get(host);
    const folded = host.toLowerCase();
    const name = folded.replace(/:\d+$/, '');
    const found =
      this.#byHost.get(folded) ??
      this.#byHost.get(name) ??
      this.#byHostPattern.find((candidate) => candidate.host.test(name))?.catalog;
    if (this.#hostCache.size >= HOST_CACHE_SIZE) this.#hostCache.clear();
    this.#hostCache.set(host, found);
    return found;
  }

  readonly forText: (text: string) => CompiledCatalog | undefined = remember((text) => {
    const head = clip(text);
    for (const source of general().providerInText) {
      const name = pattern(source).exec(head)?.[1];
      // What calls itself after an SDK may be anybody.
      if (name === undefined || general().sdkNames.includes(name.toLowerCase())) continue;
      const catalog = this.forName(name);
      if (catalog) return catalog;
    }
    for (const [, host] of head.matchAll(HOST_IN_TEXT)) {
      const catalog = this.forHost(host as string);
      if (catalog) return catalog;
    }
    const pairs = letterPairsOf(head);
    const proves = (proof: string): boolean => pairs.canMatch(proof) && pattern(proof).test(head);
    return this.all.find((catalog) => catalog.proofs.some(proves));
  });

  readonly namesVendor: (text: string) => boolean = remember((text) => this.#markerOfVendors().test(clip(text)));

  #markerOfVendors(): RegExp {
    if (!this.#vendorMarker) {
      const hosts = this.#hosts.map((host) => host.slice(host.lastIndexOf('*') + 1));
      const words = [...hosts, ...this.all.flatMap((catalog) => catalog.vendorWords)].filter((word) => word.length > 3);
      this.#vendorMarker = new RegExp([...new Set(words)].map(escapePattern).join('|') || '(?!)', 'i');
    }
    return this.#vendorMarker;
  }

  forName(name: string): CompiledCatalog | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  forHeaders(headers: HeaderLookup): CompiledCatalog | undefined {
    for (const [header, catalog] of this.#byHeader) if (headers(header) !== undefined) return catalog;
    return undefined;
  }
}

/** A provider that the user names and no catalog knows: its answers are read by the general rules. */
function unknownProvider(provider: string): CompiledCatalog {
  const head = { provider, checked: '', hosts: [] };
  return new CompiledCatalog(head, () => ({ ...head, requestId: { from: [] }, envelopes: [], codes: {} }));
}
