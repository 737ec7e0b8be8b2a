// Copies what the portal serves out of node_modules. Nothing here is committed: the list is the contract.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const vendor = join(root, "ckanext/tomoni_portal/public/vendor");
const files = {
  "@digital-go-jp/design-tokens/dist/tokens.css": "design-tokens/tokens.css",
  "@digital-go-jp/design-tokens/LICENSE": "design-tokens/LICENSE",
  "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl/maplibre-gl.mjs",
  "maplibre-gl/dist/maplibre-gl-shared.mjs": "maplibre-gl/maplibre-gl-shared.mjs",
  "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl/maplibre-gl-worker.mjs",
  "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl/maplibre-gl.css",
  "maplibre-gl/LICENSE.txt": "maplibre-gl/LICENSE.txt",
  "chart.js/dist/chart.umd.min.js": "chart.js/chart.umd.min.js",
  "chart.js/LICENSE.md": "chart.js/LICENSE.md",
  "tabulator-tables/dist/js/tabulator.min.js": "tabulator/tabulator.min.js",
  "tabulator-tables/dist/css/tabulator.min.css": "tabulator/tabulator.min.css",
  "tabulator-tables/LICENSE": "tabulator/LICENSE",
};

rmSync(vendor, { recursive: true, force: true });
for (const [from, to] of Object.entries(files)) {
  const target = join(vendor, to);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(root, "node_modules", from), target);
}
