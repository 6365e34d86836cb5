import type { CatalogSet } from '../classify/catalog-set.ts';
import type { CompiledCatalog } from '../classify/compiled-catalog.ts';
import { own } from '../classify/own.ts';

/** What is known of a host whose answers are read. */
export interface WantedHost {
  /** Host name without port. */
  readonly host: string;
  readonly origin: string;
  readonly catalog: CompiledCatalog;
  readonly account: string | undefined;
  /** What is known of its request targets, a bounded number of them. */
  readonly surfaces: Map<string, Surface>;
}

/** What a request target asks for. */
export interface Surface {
  readonly path: string;
  /** Without the query. */
  readonly url: string;
  readonly operation: string | undefined;
}

/** At most this many origins are remembered. */
const CACHE_SIZE = 512;

/** Decides whose answers are read, once for each origin. */
export class WantedHosts {
  readonly #catalogs: CatalogSet;
  readonly #accounts: Readonly<Record<string, string>>;
  readonly #decisions = new Map<string, WantedHost | undefined>();

  constructor(catalogs: CatalogSet, accounts: Readonly<Record<string, string>> = {}) {
    this.#catalogs = catalogs;
    this.#accounts = accounts;
  }

  /** `origin` is a scheme, a host and maybe a port: `https://api.example.com:8443`. */
  find(origin: string): WantedHost | undefined {
    if (this.#decisions.has(origin)) return this.#decisions.get(origin);
    const catalog = this.#catalogs.forHost(hostAndPort(origin));
    const found = catalog && this.describe(origin, catalog);
    if (this.#decisions.size >= CACHE_SIZE) this.#decisions.clear();
    this.#decisions.set(origin, found);
    return found;
  }

  /** A host whose provider is known, from a catalog or from its answer. */
  describe(origin: string, catalog: CompiledCatalog): WantedHost {
    const withPort = hostAndPort(origin);
    const host = withPort.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
    const account = own(this.#accounts, withPort) ?? own(this.#accounts, host);
    return { host, origin, catalog, account, surfaces: new Map() };
  }
}

/** Without user and password, which some clients are given in it. */
function hostAndPort(origin: string): string {
  return origin
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/\/.*$/, '')
    .replace(/^.*@/, '');
}
