import type { Plugin } from 'esbuild';

/** What packages load at their start and nobody here uses, by file; nothing takes its place. */
const emptied = [
  // Talks HTTPS to a push gateway: loading TLS makes Node read all certificates of the system (measured: 44 ms).
  /[\\/]prom-client[\\/]lib[\\/]pushgateway\.js$/,
  // Metrics of Node itself, and those of its own cluster module.
  /[\\/]prom-client[\\/]lib[\\/]defaultMetrics\.js$/,
  /[\\/]prom-client[\\/]lib[\\/]cluster\.js$/,
];

export const unusedParts: Plugin = {
  name: 'unused parts',
  setup({ onLoad }) {
    // zod brings its messages in fifty languages and fills its tables with them; one of them is used.
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
    for (const filter of emptied) onLoad({ filter }, () => ({ contents: '', loader: 'js' }));
  },
};
