// What a user's own preloaded file looks like: it starts a plain NodeSDK and flushes it at the end.
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK();
sdk.start();
process.once('beforeExit', () => sdk.shutdown());
