// How this repository runs its runbooks: `engram-ops` and its stand-ins are found on PATH, as on an operator's host.
export const config = {
  path: ['ops/bin'],
};
