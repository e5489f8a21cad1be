import type { Plugin } from 'esbuild';

/** zod brings its messages in fifty languages and fills its tables with them at the start; one of them is used. */
export const englishOnly: Plugin = {
  name: 'english only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};
