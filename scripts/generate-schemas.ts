// Writes the JSON Schemas that the site publishes, from the schemas that the runner itself reads with.
import { writeFileSync } from 'node:fs';
import { schemaFiles } from './generate/schemas.ts';

for (const { path, text } of schemaFiles()) {
  writeFileSync(path, text);
  console.log(path);
}
