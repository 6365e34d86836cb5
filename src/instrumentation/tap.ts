import { type Channel, channel } from 'node:diagnostics_channel';
import { tripped } from '../telemetry/guard.ts';

type Subscriber = (message: unknown, name: string | symbol) => void;

/** A place where requests and answers are observed. */
export interface Tap {
  readonly name: string;
  enable(): void;
  disable(): void;
}

/** A set of guarded subscriptions that come and go together. */
export class Subscriptions {
  readonly #held: (readonly [Channel, Subscriber])[];

  constructor(subscribers: Readonly<Record<string, (message: never) => void>>) {
    this.#held = Object.entries(subscribers).map(([name, subscriber]) => [
      channel(name),
      guarded(name, subscriber as (message: unknown) => void),
    ]);
  }

  enable(): void {
    for (const [each, subscriber] of this.#held) each.subscribe(subscriber);
  }

  disable(): void {
    for (const [each, subscriber] of this.#held) each.unsubscribe(subscriber);
  }
}

// As `guard` does, for the one argument that matters: channels are heard several times for each request of the program.
function guarded(name: string, subscriber: (message: unknown) => void): Subscriber {
  return (message) => {
    try {
      subscriber(message);
    } catch (error) {
      tripped(name, error);
    }
  };
}

/** A tap that listens to diagnostics channels. */
export abstract class ChannelTap implements Tap {
  abstract readonly name: string;
  protected abstract readonly subscriptions: Subscriptions;

  enable(): void {
    this.subscriptions.enable();
  }

  disable(): void {
    this.subscriptions.disable();
  }
}
