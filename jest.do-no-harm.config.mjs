import base from './jest.config.mjs';

// Slow: it makes hundreds of calls with the plugin and without it, on several Node.js versions and SDKs.
export default {
  ...base,
  roots: ['<rootDir>/test/do-no-harm'],
  testMatch: ['**/do-no-harm.test.ts', '**/environments.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 1_800_000,
};
