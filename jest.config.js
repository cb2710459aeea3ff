const common = {
  rootDir: import.meta.dirname,
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironment: 'node',
  // The `source` condition makes `#kernel/event` resolve to libs/kernel/event.ts, as in the compiler.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  transform: { '^.+\\.ts$': '@swc/jest' },
  setupFiles: ['reflect-metadata'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/data'],
};
export default {
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs}/**/*.unit.spec.ts'] },
    { ...common, displayName: 'integration', testMatch: ['<rootDir>/{apps,libs}/**/*.{int,e2e}.spec.ts'] },
    // Needs REDIS_URL, so it is none of those that `npm test` runs.
    { ...common, displayName: 'redis', testMatch: ['<rootDir>/{apps,libs}/**/*.redis.spec.ts'] },
    { ...common, displayName: 'architecture', testMatch: ['<rootDir>/test/architecture/**/*.spec.ts'] },
    { ...common, displayName: 'acceptance', testMatch: ['<rootDir>/test/acceptance/**/*.spec.ts'] },
  ],
  testTimeout: 60_000,
  coverageProvider: 'v8',
  workerIdleMemoryLimit: '512MB',
  collectCoverageFrom: ['libs/**/*.ts', 'apps/{api,worker,cli}/src/**/*.ts', '!**/*.spec.ts', '!**/main.ts'],
};
