/** Version of the program, `major.minor.patch`; a node tells it to the others. */
export const version = '0.1.0';
