import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CatalogSetOptions, createCatalogSet } from '../../src/classify/catalog-set.ts';
import { AttemptFactory } from '../../src/instrumentation/attempt-factory.ts';
import { HttpTap } from '../../src/instrumentation/http-tap.ts';
import { Http2Tap } from '../../src/instrumentation/http2-tap.ts';
import type { Tap } from '../../src/instrumentation/tap.ts';
import { UndiciTap } from '../../src/instrumentation/undici-tap.ts';
import type { AttemptEnd, AttemptObserver, AttemptStart } from '../../src/telemetry/attempt.ts';
import { RecentSet } from '../../src/telemetry/bounded.ts';

/** One attempt as the taps told it. */
export interface Seen extends AttemptEnd {
  readonly start: AttemptStart;
}

/** Taps that write down what they see. */
export class RecordingTaps implements AttemptObserver {
  readonly begun: AttemptStart[] = [];
  readonly seen: Seen[] = [];
  readonly signatureHeaders: ReadonlySet<string>;
  readonly #taps: readonly Tap[];
  #waiting: (() => void) | undefined;

  constructor(options: CatalogSetOptions, accounts: Readonly<Record<string, string>> = {}) {
    const catalogs = createCatalogSet(options);
    this.signatureHeaders = catalogs.signatureHeaders;
    const services = { observer: this, catalogs, reportedTasks: new RecentSet(1000) };
    const attempts = new AttemptFactory(services, accounts);
    this.#taps = [new UndiciTap(attempts), new HttpTap(attempts), new Http2Tap(attempts)];
  }

  begin(start: AttemptStart): void {
    this.begun.push(start);
  }

  end(start: AttemptStart, end: AttemptEnd): void {
    this.seen.push({ start, ...end });
    this.#waiting?.();
  }

  enable(): void {
    for (const tap of this.#taps) tap.enable();
  }

  disable(): void {
    for (const tap of this.#taps) tap.disable();
  }

  /** Gives the attempts of this test when there are so many of them, or after two seconds. */
  async attempts(count = 1): Promise<readonly Seen[]> {
    if (this.seen.length < count) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 2000);
        this.#waiting = () => {
          if (this.seen.length < count) return;
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#waiting = undefined;
    return this.seen;
  }

  clear(): void {
    this.begun.length = 0;
    this.seen.length = 0;
  }
}

/** A server on a free port of 127.0.0.1 whose answers stand by path. */
export class Loopback {
  readonly #server: Server;
  readonly #routes: Readonly<Record<string, RequestListener>>;

  constructor(routes: Readonly<Record<string, RequestListener>>) {
    this.#routes = routes;
    this.#server = createServer((request: IncomingMessage, response: ServerResponse) => {
      const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
      const route = Object.keys(this.#routes).find((prefix) => path === prefix || path.startsWith(`${prefix}/`));
      request.resume();
      if (route) this.#routes[route]?.(request, response);
      else response.writeHead(404).end();
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
