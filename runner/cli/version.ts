// The version that `--version` prints and that caches and reports carry.
import packageFacts from '../../package.json' with { type: 'json' };

export const { version } = packageFacts;
