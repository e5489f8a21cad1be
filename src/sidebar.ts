// The Operations part of the sidebar: one group for each folder under content/operations that holds a page.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A sidebar group as Starlight's configuration wants it. */
export interface SidebarGroup {
  label: string;
  items: { autogenerate: { directory: string } }[];
}

const folder = 'content/operations';

/** Folders in alphabetical order; those without a page would be empty groups and are left out. */
export function operationGroups(root: string): SidebarGroup[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map((entry) => entry.name)
    .filter((name) => readdirSync(join(root, folder, name)).some((file) => file.endsWith('.md')))
    .sort()
    .map((name) => ({
      label: groupLabel(name),
      // Starlight wants the path from the project's root; anything else gives an empty group without a word.
      items: [{ autogenerate: { directory: `${folder}/${name}` } }],
    }));
}

/** `cluster-management` → `Cluster management`. */
export function groupLabel(folderName: string): string {
  const words = folderName.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
