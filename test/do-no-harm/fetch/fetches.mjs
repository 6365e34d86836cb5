const NODE = Number(process.versions.node.split('.')[0]);

/** The versions of undici that this Node.js can run. */
export const UNDICIS = [6, 7, 8].filter((version) => version < 8 || NODE >= 22);

/** Every implementation of fetch: name → (tools) => fetch. */
export const FETCHES = {
  fetch: async () => globalThis.fetch,
  ...Object.fromEntries(
    UNDICIS.map((version) => [
      `fetch of undici ${version}`,
      async ({ load }) => (await load(`undici-${version}`)).fetch,
    ]),
  ),
};
