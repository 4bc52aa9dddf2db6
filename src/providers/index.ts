/// <reference types="vite/types/importMeta.d.ts" />
// The built-in catalogue: every file of data/, as it was checked by the tests. A new provider is a new file there.
// The files are not judged again at run time, so that the catalogue needs no Valibot; see parse-provider.ts.

import type { Catalogue } from "./lookup";
import type { Provider } from "./schema";

const files = import.meta.glob<Provider>("./data/*.json", { eager: true, import: "default" });

export const builtInCatalogue: Catalogue = new Map(Object.values(files).map((provider) => [provider.id, provider]));
