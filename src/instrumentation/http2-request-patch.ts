import { Duplex } from 'node:stream';

type Request = (this: object, ...args: unknown[]) => object;

interface SessionPrototype {
  request: Request;
}

/** Whether this Node.js publishes `http2.client.stream.created` for sure; it came in the course of 22 and 24. */
export function publishesHttp2Streams(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 4) || (major === 22 && minor >= 20);
}

/**
 * Tells of new client streams where Node.js publishes no channel for them. It wraps the one method that makes streams, on the
 * prototype that sessions share, so that sessions and imports which are older than the tap are seen too.
 */
export class Http2RequestPatch {
  readonly #onStream: (stream: object) => void;
  #prototype: SessionPrototype | undefined;
  #original: Request | undefined;
  #wrapper: Request | undefined;

  constructor(onStream: (stream: object) => void) {
    this.#onStream = onStream;
  }

  enable(): void {
    const prototype = (this.#prototype ??= sessionPrototype());
    if (this.#wrapper || typeof prototype.request !== 'function') return;
    const original = prototype.request;
    const tell = (stream: object) => this.#wrapper && this.#onStream(stream);
    this.#original = original;
    this.#wrapper = prototype.request = function request(this: object, ...args) {
      const stream = original.apply(this, args);
      tell(stream);
      return stream;
    };
    Object.defineProperty(this.#wrapper, 'length', { value: original.length });
  }

  disable(): void {
    // Where somebody wrapped it after us, our wrapper stays and tells nothing.
    if (this.#prototype && this.#original && this.#prototype.request === this.#wrapper) {
      this.#prototype.request = this.#original;
    }
    this.#wrapper = undefined;
  }
}

/** The class of sessions is not exported: one without a connection shows it. */
function sessionPrototype(): SessionPrototype {
  const { connect } = process.getBuiltinModule('node:http2');
  const nowhere = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const session = connect('http://localhost', { createConnection: () => nowhere });
  session.on('error', () => {});
  session.destroy();
  return Object.getPrototypeOf(session) as SessionPrototype;
}
