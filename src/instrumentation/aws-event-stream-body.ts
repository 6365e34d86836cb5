import type { CatalogSet } from '../classify/catalog-set.ts';
import { AwsEventStreamReader } from '../evidence/aws-event-stream-reader.ts';
import type { ResponseEvidence } from '../evidence/from-response.ts';
import type { BodyReader, Verdict } from './body-reader.ts';

/** The type of Bedrock's streams. */
export const AWS_EVENT_STREAM = 'application/vnd.amazon.eventstream';

/** Reads Bedrock's binary events as they come. */
export class AwsEventStreamBody implements BodyReader {
  readonly isStream = true;
  readonly #events: AwsEventStreamReader;

  constructor(response: ResponseEvidence, catalogs: CatalogSet) {
    this.#events = new AwsEventStreamReader(response, { catalogs });
  }

  get sawEnd(): boolean {
    return this.#events.sawEnd;
  }

  push(chunk: Uint8Array): void {
    this.#events.push(chunk);
  }

  end(_whole: boolean, done: (verdict: Verdict) => void): void {
    done(this.#events.failure);
  }
}
