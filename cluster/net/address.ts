/** Addresses as text: `host:port`, and `[host]:port` for IPv6. */

export type Address = { readonly host: string; readonly port: number };

/** Null if the text is no address. The port is 0 to 65535 in decimal digits; the host is not looked up. */
export function parseAddress(text: string): Address | null {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^\s:[\]]+)):(?<port>\d{1,5})$/.exec(text);
  const host = match?.groups?.['v6'] ?? match?.groups?.['name'];
  const port = Number(match?.groups?.['port']);
  if (host === undefined || port > 65_535) return null;
  return { host, port };
}

export function formatAddress(address: Address): string {
  return address.host.includes(':')
    ? `[${address.host}]:${address.port}`
    : `${address.host}:${address.port}`;
}
