import { builtinCatalogSet, type CatalogSet } from '../classify/catalog-set.ts';
import type { CompiledCatalog } from '../classify/compiled-catalog.ts';
import type { HeaderLookup } from '../classify/header-lookup.ts';
import { isName } from './redact.ts';

/** What may be told beside the evidence itself. */
export interface EvidenceOptions {
  /** `gen_ai.provider.name` as an instrumentation gives it: a hint, which hosts and shapes overrule. */
  readonly provider?: string | undefined;
  readonly url?: string | undefined;
  readonly catalogs?: CatalogSet | undefined;
}

/** Who answered, as far as it is known before the answer is read. */
export interface Answerer {
  readonly catalogs: CatalogSet;
  readonly catalog: CompiledCatalog | undefined;
  /** The provider's name; present without a catalog when only the user or a hint names it. */
  readonly provider: string | undefined;
  /** Only an SDK's name says so: a shape that proves a vendor overrules it. */
  readonly hinted: boolean;
}

/** Finds out who answered: by host, then by headers that one vendor alone sends, then by the hint. */
export function whoAnswered(options: EvidenceOptions, headers: HeaderLookup): Answerer {
  const catalogs = options.catalogs ?? builtinCatalogSet();
  const host = hostOf(options.url);
  const proven = (host === undefined ? undefined : catalogs.forHost(host)) ?? catalogs.forHeaders(headers);
  if (proven) return { catalogs, catalog: proven, provider: proven.provider, hinted: false };
  const hint = options.provider;
  const catalog = hint === undefined ? undefined : byName(hint, catalogs);
  return { catalogs, catalog, provider: catalog?.provider ?? nameIn(hint), hinted: true };
}

/** A hint that can be a name: it becomes a label of metrics. */
function nameIn(hint: string | undefined): string | undefined {
  return hint !== undefined && isName(hint) ? hint : undefined;
}

/** The catalog of a name, which can have the kind of the model behind it: the AI SDK says `minimax.chat`. */
function byName(name: string, catalogs: CatalogSet): CompiledCatalog | undefined {
  return catalogs.forName(name) ?? catalogs.forName(name.replace(/\..*$/, ''));
}

/** Host and port of a URL, or of a bare host name. */
export function hostOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  return /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#@\s]*@)?([^/?#\s]+)/i.exec(url)?.[1];
}
