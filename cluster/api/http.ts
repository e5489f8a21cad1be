/**
 * Node's HTTP module, taken by a call: an `import` of it reads all its exports, and one of them loads a whole second
 * HTTP client, which is a third of the time that a node needs to start.
 */
export const { createServer } = process.getBuiltinModule('node:http');

/** HTTPS is loaded by those who use it. */
export const https = () => process.getBuiltinModule('node:https');

export const tls = () => process.getBuiltinModule('node:tls');
