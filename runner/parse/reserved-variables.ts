/** Setting one of these from a page would break the shell that the next step runs in. */
export function isReservedVariable(name: string): boolean {
  return reserved.test(name);
}

const reserved =
  /^(PATH|HOME|IFS|PWD|OLDPWD|SHELL|UID|EUID|PPID|GROUPS|ENV|CDPATH|PS[0-4]|POSIXLY_CORRECT|LANG|LC_[A-Z]+|TERM|LINENO|RANDOM|SECONDS|OPT(ARG|IND|ERR)|SHELLOPTS|BASH[A-Z_]*|DIRSTACK|FUNCNAME|PIPESTATUS|LD_[A-Z_]+|NODE_OPTIONS|TMPDIR)$/;
