import base from './jest.config.mjs';

// Slow: it runs programs on other Node.js versions and SDKs, which test/compatibility/install.ts installs first.
export default {
  ...base,
  roots: ['<rootDir>/test/compatibility'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 2,
  testTimeout: 90_000,
};
