// Code blocks. Every setting here undoes a default that would make the page differ from what was run.
import { ecSteps } from './src/plugins/ec-steps.ts';

export default {
  // Tabs stay tabs: here-documents with `<<-` and tab-separated output depend on them.
  tabWidth: 0,
  // Words of the format that no grammar is called by. Python has the comments and the keywords of jq.
  shiki: { langAlias: { jq: 'python', node: 'javascript' } },
  plugins: [ecSteps()],
  frames: {
    // A first comment such as `# /etc/engram/engram.toml` is part of the command, not a title.
    extractFileNameFromCode: false,
    // Comment lines inside a here-document are part of the file that it writes.
    removeCommentsWhenCopyingTerminalFrames: false,
  },
};
