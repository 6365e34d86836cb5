export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  extensionsToTreatAsEsm: [],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/compatibility/',
    '<rootDir>/test/do-no-harm/do-no-harm.test.ts',
    '<rootDir>/test/do-no-harm/environments.test.ts',
    '<rootDir>/test/do-no-harm/peers.test.ts',
  ],
};
